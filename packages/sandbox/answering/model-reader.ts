import type { Model } from '../learning/model.ts';

/** Where the content of model files comes from. */
interface ModelFiles {
  read(id: string): unknown;
}

const REMEMBERED = 8;

/** Reads model files and remembers the last few, since a run asks one model many times. */
export function modelReader(models: ModelFiles): (id: string) => Model {
  const known = new Map<string, Model>();
  return (id) => {
    const model = known.get(id) ?? (models.read(id) as Model);
    known.delete(id);
    known.set(id, model);
    const [oldest] = known.keys();
    if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest);
    return model;
  };
}
