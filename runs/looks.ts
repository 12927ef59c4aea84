import type { ArtifactRef } from '../domain/artifact.ts';
import type { Dataset } from '../domain/dataset.ts';
import { countLooks, type Look, lookOf, type SharedLook, whyExploratory } from '../domain/looks.ts';
import type { Execution } from '../domain/report.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import type { Measured } from './graded-samples.ts';
import { publishJson, readJson } from './json.ts';
import { keys } from './keys.ts';

/**
 * Leaves a record that a run has measured its candidates on its images, and finds the records of others. Each run writes
 * files of its own and reads only once that is done, so that of two runs at the same time one at least sees the other.
 * A report that is written anew from the same ratings is no further look.
 */
export async function takeLook(
  store: ArtifactStore,
  { run, candidates }: Measured,
  spec: RunSpec,
  { imageList }: Dataset,
  now: Date,
): Promise<Pick<Execution, 'looks' | 'exploratory'>> {
  const key = keys.look(imageList.sha256, run.runId, run.ratings);
  const own = await readJson<Look>(store, await publishJson(store, key, lookOf(run, spec, candidates, now)));
  const images = await readImages(store, imageList);
  const others = await Array.fromAsync(looksOfOthers(store, imageList.sha256, images, key));
  const exploratory = whyExploratory(own, spec, others, images.size);
  return { looks: countLooks(others, images.size), ...(exploratory && { exploratory }) };
}

/** Looks at any of our images, at the same test set or at another that shares some. */
async function* looksOfOthers(
  store: ArtifactStore,
  testSet: string,
  images: ReadonlySet<string>,
  ownKey: string,
): AsyncGenerator<SharedLook> {
  const records = (await store.list(keys.looks)).filter((key) => key.endsWith('.json') && key !== ownKey);
  for (const [other = '', ofOther] of Map.groupBy(records, (key) => key.split('/')[1])) {
    const seen = other === testSet ? images.size : await countShared(store, other, images);
    if (seen === 0) continue;
    for (const key of ofOther) {
      const ref = await store.find(key);
      if (ref) yield { ...(await readJson<Look>(store, ref)), images: seen };
    }
  }
}

async function countShared(store: ArtifactStore, testSet: string, images: ReadonlySet<string>): Promise<number> {
  const list = await store.find(keys.lookImages(testSet));
  return list ? (await readImages(store, list)).intersection(images).size : 0;
}

async function readImages(store: ArtifactStore, list: ArtifactRef): Promise<Set<string>> {
  return new Set((await store.read(list)).toString().split('\n'));
}
