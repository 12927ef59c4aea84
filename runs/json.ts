import { z } from 'zod';
import type { ArtifactRef } from '../domain/run/artifact.ts';
import { ArtifactError, type ArtifactStore } from '../storage/artifact-store.ts';
import { shapeOf } from './shapes.ts';

/** Reads a stored JSON file by the shape that its name stands for, whose defaults fill what an earlier version lacked. */
export async function readJson<T>(store: ArtifactStore, ref: ArtifactRef): Promise<T> {
  const parsed = shapeOf(ref.key).safeParse(parse(ref.key, (await store.read(ref)).toString()));
  if (parsed.success) return parsed.data as T;
  throw unusable(
    ref.key,
    `it is not what Tempera writes there: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`,
  );
}

/** The content of a stored JSON file, or undefined when it has not been written (yet). */
export async function readIfThere<T>(store: ArtifactStore, key: string): Promise<T | undefined> {
  const ref = await store.find(key);
  return ref && (await readJson<T>(store, ref));
}

/** Publishes a value as JSON; an earlier file of that key wins. */
export function publishJson(store: ArtifactStore, key: string, value: object): Promise<ArtifactRef> {
  return store.publish({ key, mediaType: 'application/json', content: `${JSON.stringify(value, null, 2)}\n` });
}

function parse(key: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unusable(key, 'it is not JSON');
  }
}

function unusable(key: string, why: string): ArtifactError {
  return new ArtifactError('corrupted', `${key} is corrupted: ${why}. Restore the file, or start a new run.`);
}
