import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { unlessBroken } from '../unless-broken.ts';

/** Files that name what may be taken over: a run that has ended needs none of it. */
const pins = /\/reuse(-[^/]*)?\.json$/;

/** Training lines hold their images in full, and name none. */
const trainingLines = /^runs\/[^/]+\/dataset\/(train|validation)\.jsonl$/;

/** The other runs whose files some files name by their keys. */
export async function runsNamedIn(store: ArtifactStore, files: readonly string[], own: string): Promise<string[]> {
  const named = new Set<string>();
  for (const key of files.filter((key) => key.endsWith('.json') && !pins.test(key))) {
    const text = (await unlessBroken(() => textOf(store, key))) ?? '';
    for (const [, run = ''] of text.matchAll(/"key": ?"runs\/([^/"]+)\//g)) named.add(run);
  }
  named.delete(own);
  return [...named];
}

/** The runs whose answers a run may be about to take over. */
export async function runsPinnedIn(store: ArtifactStore, files: readonly string[]): Promise<string[]> {
  const named = new Set<string>();
  for (const key of files.filter((key) => pins.test(key)))
    for (const [, run = ''] of (await textOf(store, key)).matchAll(/"runs\/([^/"]+)\//g)) named.add(run);
  return [...named];
}

/**
 * Every hash that stands in the name or in the text of some files: an object that is none of them is needed by nobody.
 * Throws where a file cannot be read, for then nobody knows.
 */
export async function hashesIn(store: ArtifactStore, files: Iterable<string>): Promise<Set<string>> {
  const hashes = new Set<string>();
  const take = (text: string) => {
    for (const [hash] of text.matchAll(/(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g)) hashes.add(hash);
  };
  const segmented = new Set<string>();
  for (const key of files) {
    take(key);
    const owner = /^(.*)\.segments\/[^/]*$/.exec(key)?.[1];
    if (owner !== undefined) segmented.add(owner);
    else if (/\.jsonl?$/.test(key) && !trainingLines.test(key)) take(await textOf(store, key));
  }
  for (const key of segmented) for await (const record of store.readSegments(key)) take(JSON.stringify(record));
  return hashes;
}

/** Keys below a prefix of JSON files that name a file of one of some runs. */
export async function filesThatName(
  store: ArtifactStore,
  prefix: string,
  runs: ReadonlySet<string>,
): Promise<string[]> {
  const found: string[] = [];
  for (const { key } of runs.size === 0 ? [] : await store.files(prefix)) {
    if (!key.endsWith('.json')) continue;
    const text = (await unlessBroken(() => textOf(store, key))) ?? '';
    const named = [...text.matchAll(/"runs\/([^/"]+)\//g)].map(([, run = '']) => run);
    if (named.some((run) => runs.has(run))) found.push(key);
  }
  return found;
}

async function textOf(store: ArtifactStore, key: string): Promise<string> {
  const ref = await store.find(key);
  return ref ? (await store.read(ref)).toString() : '';
}
