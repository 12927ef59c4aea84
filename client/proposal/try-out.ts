import type { RunSpec } from '../../domain/spec/run-spec.ts';
import { InputError } from '../../sources/source.ts';
import type { FoundData } from './look-at-data.ts';

/** Rows that are read as a run would read them; of more the estimate of a run says whether they can be. */
const mostTried = 5000;

/** Why a run could not use the data, in words; undefined where it can, and where that takes long to tell. */
export async function tryOut(spec: RunSpec, { look, dataDirectory }: FoundData): Promise<string | undefined> {
  const rows = Object.values(look.rows).reduce((sum, count) => sum + count, 0);
  // A run downloads what lies on a hub.
  if (rows > mostTried || look.set !== undefined) return undefined;
  // Its libraries take longer to load than most commands take to run.
  const { measureData } = await import('../../preparing/measure-data.ts');
  try {
    await measureData(spec, dataDirectory, { fineTunes: spec.fineTune !== undefined });
    return undefined;
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}
