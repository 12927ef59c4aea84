import type { ArtifactRef } from '../domain/run/artifact.ts';
import { ArtifactError } from './artifact-store.ts';
import { isNotThere } from './not-there.ts';

/** What keeps a file from being read: only when there is none it is missing. */
export function unreadable(key: string, cause: unknown): ArtifactError {
  if (isNotThere(cause)) {
    const message = `${key} is missing from the artifact store. Check TEMPERA_STORE, or start a new run.`;
    return new ArtifactError('missing', message, { cause });
  }
  const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
  return new ArtifactError('unreadable', `${key} cannot be read: ${reasons[reason] ?? reason}`, { cause });
}

/** A line of a segment is not as it was written; lines count from 1. */
export function brokenSegment(file: string, line: number): ArtifactError {
  const what = `${file} is corrupted: line ${line} is not as it was written`;
  return new ArtifactError('corrupted', `${what}. Restore the file; without it, what it holds is asked again.`);
}

/** A file has another sha256 than its reference. */
export function corrupted(ref: ArtifactRef, found: string): ArtifactError {
  const message = `${ref.key} is corrupted: expected sha256 ${ref.sha256}, found ${found}. Restore the file, or start a new run.`;
  return new ArtifactError('corrupted', message);
}

/** What keeps a file from being written; what the disk did not say goes up as it is. */
export function unwritable(key: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (error instanceof ArtifactError || code === undefined) return error;
  return new ArtifactError('unwritable', `${key} cannot be written: ${reasons[code] ?? code}`, { cause: error });
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EACCES: 'permission denied',
  EROFS: 'the disk is read-only',
  EMFILE: 'too many files are open',
  EIO: 'the disk has failed',
};

/** A line of a file of lines is not JSON. */
export function notJson(key: string): ArtifactError {
  return new ArtifactError(
    'corrupted',
    `${key} is corrupted: a line is not JSON. Restore the file, or start a new run.`,
  );
}
