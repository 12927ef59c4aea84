import type { ArtifactRef } from '../domain/run/artifact.ts';
import { ArtifactError, type ArtifactStore } from '../storage/artifact-store.ts';
import { keys } from './keys.ts';
import { createNotebook } from './notebook.ts';
import { claimsIndex } from './record.ts';

/** Says with which content a file was published. Files of before there was an index stand in none. */
type Note = Pick<ArtifactRef, 'key' | 'sha256' | 'bytes'> | { older: true };

/** The hashes of a run's files, each noted before its file appears. */
export interface HashIndex {
  note(ref: ArtifactRef): Promise<void>;
  /** Throws where a file is not as it was noted, or the index is gone; false where a run is older than indexes. */
  check(ref: Pick<ArtifactRef, 'key' | 'sha256'>): Promise<boolean>;
  /** The hashes that each file may have: of two that were written at the same time the first one appeared. */
  entries(): Promise<ReadonlyMap<string, ReadonlySet<string>>>;
}

/** The index of a run. */
export function createHashIndex(store: ArtifactStore, runId: string): HashIndex {
  const key = keys.hashIndex(runId);
  const notebook = createNotebook<Note>(store, key);
  const known = new Map<string, Set<string>>();
  let isOlder = false;

  async function readAnew(): Promise<void> {
    for await (const note of store.readSegments<Note>(key)) {
      if ('older' in note) isOlder = true;
      else remember(note);
    }
  }

  function remember({ key: file, sha256 }: Pick<ArtifactRef, 'key' | 'sha256'>): void {
    known.set(file, (known.get(file) ?? new Set()).add(sha256));
  }

  /** A run without any note is older than indexes, or has lost its own. */
  async function requireOlder(): Promise<void> {
    if (!(await claimsIndex(store, runId))) return;
    const what = `${key}.segments is missing, against which the files of run ${runId} are held`;
    throw new ArtifactError('missing', `${what}. Restore the folder, or start a new run.`);
  }

  async function note(ref: ArtifactRef): Promise<void> {
    // In this order: a file that another process has published meanwhile has its note by then.
    const isBegun = known.size > 0 || (await store.list(keys.run(runId))).length > 0;
    if (known.size === 0) await readAnew();
    if (known.size === 0 && !isOlder && isBegun) {
      await requireOlder();
      await notebook.append({ older: true });
      isOlder = true;
    }
    await notebook.append({ key: ref.key, sha256: ref.sha256, bytes: ref.bytes });
    remember(ref);
  }

  async function check({ key: file, sha256 }: Pick<ArtifactRef, 'key' | 'sha256'>): Promise<boolean> {
    // Another process may have noted it since.
    if (!known.get(file)?.has(sha256)) await readAnew();
    const expected = known.get(file);
    if (expected?.has(sha256)) return true;
    if (known.size === 0 && !isOlder) await requireOlder();
    if (!expected && (isOlder || known.size === 0)) return false;
    throw changed(file, [...(expected ?? [])], sha256);
  }

  async function entries(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
    await readAnew();
    return known;
  }

  return { note, check, entries };
}

function changed(file: string, expected: readonly string[], found: string): ArtifactError {
  const what =
    expected.length > 0
      ? `it was written with sha256 ${expected.join(' or ')}, found ${found}`
      : 'it is not among the files that this run has written';
  return new ArtifactError('corrupted', `${file} is corrupted: ${what}. Restore the file, or start a new run.`);
}
