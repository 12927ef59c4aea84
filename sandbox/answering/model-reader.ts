import type { Model } from '../learning/model.ts';

/** Reads model files and remembers the last few, since a run asks one model many times. */
export function modelReader(models: { read(file: string): unknown }, remembered = 8): (file: string) => Model {
  const known = new Map<string, Model>();
  return (file) => {
    const model = known.get(file) ?? (models.read(file) as Model);
    known.delete(file);
    known.set(file, model);
    const [oldest] = known.keys();
    if (known.size > remembered && oldest !== undefined) known.delete(oldest);
    return model;
  };
}
