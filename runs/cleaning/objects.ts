import { ArtifactError, type ArtifactStore, type StoredFile } from '../../storage/artifact-store.ts';
import { runOf } from '../keys.ts';
import { hashesIn } from './references.ts';

/** What no file that stays names, or why nobody can tell. */
export interface Unneeded {
  files: readonly StoredFile[];
  /** Those that nothing names either, and that were written too lately to be sure. */
  resting: readonly StoredFile[];
  unknown?: string;
}

/**
 * In milliseconds. A run puts objects before it writes down that it needs them, and what it puts again counts as new; no
 * attempt at preparing lasts as long as that.
 */
export const restingTime = 24 * 60 * 60_000;

/** Where content lies that no name of its own says anything of. */
const places = ['objects/', 'drafts/'];

/** Objects that no file names but those of some runs, and drafts that a kill has left; what was written lately is spared. */
export async function unneededObjects(
  store: ArtifactStore,
  goes: (file: StoredFile) => boolean,
  now: number,
): Promise<Unneeded> {
  const all = await store.files('');
  const isObject = ({ key }: StoredFile) => places.some((place) => key.startsWith(place));
  try {
    const stays = all.filter((file) => !isObject(file) && !goes(file));
    const needed = await hashesIn(
      store,
      stays.map(({ key }) => key),
    );
    const files = all.filter((file) => isObject(file) && !needed.has(file.key.split('/').at(-1) ?? ''));
    const rests = ({ writtenAt }: StoredFile) => writtenAt >= now - restingTime;
    return { files: files.filter((file) => !rests(file)), resting: files.filter(rests) };
  } catch (error) {
    if (!(error instanceof ArtifactError)) throw error;
    return { files: [], resting: [], unknown: error.message };
  }
}

/** Whether a file belongs to one of some runs, and goes with it; their looks stay, with the hashes that vouch for them. */
export function goesWith(runs: ReadonlySet<string>): (file: StoredFile) => boolean {
  return ({ key }) => key.startsWith('runs/') && runs.has(runOf(key) ?? '');
}
