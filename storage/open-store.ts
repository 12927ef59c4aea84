import { statSync } from 'node:fs';
import path from 'node:path';
import { ArtifactError, type ArtifactStore } from './artifact-store.ts';
import { createFolderStore } from './folder-store.ts';
import { createS3Store } from './s3/s3-store.ts';

/** A scheme has two letters or more: one alone is a disk of Windows. */
const schemed = /^([a-z][a-z0-9+.-]+):/i;

/**
 * Opens the store at a location, whose scheme says which kind it is; a location without one is a folder.
 * @throws {ArtifactError} unsupported: of a scheme that is not known, no folder, or no name on S3
 */
export function openStore(location: string): ArtifactStore {
  const scheme = schemed.exec(location)?.[1];
  if (scheme === undefined) {
    refuseFile(location);
    return createFolderStore(location);
  }
  if (scheme.toLowerCase() === 's3') return createS3Store(location);
  throw new ArtifactError(
    'unsupported',
    `TEMPERA_STORE is ${JSON.stringify(location)}, and stores of the kind "${scheme}:" are not known. Name a folder, or s3://bucket/prefix.`,
  );
}

/** The same location wherever it is read: a folder becomes an absolute path. */
export function absoluteLocation(location: string): string {
  return schemed.test(location) ? location : path.resolve(location);
}

/** A file in the place of the folder would otherwise be found out only when something is written, and read as empty. */
function refuseFile(location: string): void {
  for (let folder = path.resolve(location); ; folder = path.dirname(folder)) {
    const found = statSync(folder, { throwIfNoEntry: false });
    if (found?.isDirectory()) return;
    if (!found) continue;
    throw new ArtifactError('unsupported', `TEMPERA_STORE is ${JSON.stringify(location)}, but ${folder} is no folder.`);
  }
}
