import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { ArtifactError } from './artifact-store.ts';

/** The file that says which store this is. */
export const idKey = 'store.json';

/** Where content lies that is known by its hash. */
export const objectKey = (sha256: string) => `objects/${sha256}`;

/** A segment's key with that of the file it belongs to. */
const segmentOf = /^(.*)\.segments\/[^/]*$/;

/** A key, unless it would lead out of the store. */
export function checkedKey(key: string): string {
  const isInside = !path.isAbsolute(key) && !key.split('/').includes('..') && !key.includes('\\');
  if (!isInside) throw new ArtifactError('missing', `artifact key ${JSON.stringify(key)} leaves the store`);
  return key;
}

/** Those of keys that are no segments. */
export function withoutSegments(keys: readonly string[]): string[] {
  return keys.filter((key) => !segmentOf.test(key));
}

/** The files whose segments are among keys, each once. */
export function ownersOfSegments(keys: readonly string[]): string[] {
  const owners = keys.map((key) => segmentOf.exec(key)?.[1]);
  return [...new Set(owners.filter((key) => key !== undefined))];
}

/** The content of the file that says which store this is, of one that is new. */
export function newId(): string {
  return JSON.stringify({ id: randomUUID() });
}

/** What that file says. */
export function idIn(content: Buffer): string {
  try {
    return (JSON.parse(content.toString()) as { id: string }).id;
  } catch {
    throw new ArtifactError('corrupted', `${idKey} is corrupted: it is not JSON. Restore the file.`);
  }
}
