import type { Dataset } from '../domain/data/dataset.ts';
import type { Metrics } from '../domain/measuring/metrics-schema.ts';
import type { Execution } from '../domain/report/report-schema.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import {
  countLooks,
  firstOf,
  haveAnswered,
  isOneSeries,
  type Look,
  lookOf,
  type SharedLook,
  whyExploratory,
} from '../domain/verdict/looks.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import type { AnswersToGrade } from './graded-samples.ts';
import { readIdentities } from './identities.ts';
import { publishJson, readIfThere } from './json.ts';
import { keys, runOf } from './keys.ts';
import { answersGiven } from './taken-answers.ts';
import { unlessBroken } from './unless-broken.ts';

/** What was measured, on what, and when. */
export interface Looking {
  dataset: Pick<Dataset, 'imageList'>;
  metrics: Pick<Metrics, 'candidates'>;
  now: Date;
}

/**
 * Leaves a record that a run has measured its candidates on its images, and finds the records of others. Each run writes
 * files of its own and reads only once that is done, so that of two runs at the same time one at least sees the other.
 * A retry is no further look of others at what its own run has measured, nor is a run at what another one of its schedule
 * has; a run in which a candidate answered nothing has measured nothing, and leaves no record.
 */
export async function takeLook(
  store: ArtifactStore,
  { run, candidates }: AnswersToGrade,
  spec: RunSpec,
  { dataset: { imageList }, metrics, now }: Looking,
): Promise<Pick<Execution, 'looks' | 'exploratory'>> {
  const given = await answersGiven(store, candidates);
  const own = lookOf(run, spec, candidates, now, await readIdentities(store, run), given);
  const isLook = haveAnswered(metrics);
  if (isLook) await publishJson(store, keys.look(imageList.sha256, run.runId, run.ratings), own);
  const images = imagesIn(await store.read(imageList));
  const { looks, broken } = await looksAt(store, imageList.sha256, images);
  const others = looks.filter((look) => !isOneSeries(look, own));
  const exploratory = isLook ? whyExploratory(firstOf(own, looks), spec, others, images.size) : undefined;
  const counts = {
    ...countLooks(others, images.size),
    ...(own.schedule !== undefined && { series: seriesOf(own.schedule, own, looks) }),
    ...(broken.length > 0 && { broken }),
  };
  return { looks: counts, ...(exploratory && { exploratory }) };
}

/** The other runs of the own schedule that have looked. */
function seriesOf(schedule: string, own: Look, looks: readonly Look[]): NonNullable<Execution['looks']['series']> {
  const runs = looks.filter((look) => isOneSeries(look, own) && look.run !== own.run).map(({ run }) => run);
  return { schedule, runs: new Set(runs).size };
}

/** Looks at any of our images, at the same test set or at another that shares some, and runs whose record is broken. */
async function looksAt(
  store: ArtifactStore,
  testSet: string,
  images: ReadonlySet<string>,
): Promise<{ looks: SharedLook[]; broken: string[] }> {
  const looks: SharedLook[] = [];
  const broken = new Set<string>();
  const records = (await store.list(keys.looks)).filter((key) => key.endsWith('.json'));
  for (const [other = '', ofOther] of Map.groupBy(records, (key) => key.split('/')[1])) {
    const shared = other === testSet ? images.size : await unlessBroken(() => countShared(store, other, images));
    for (const key of shared === 0 ? [] : ofOther) {
      const look = shared === undefined ? undefined : await unlessBroken(() => readIfThere<Look>(store, key));
      if (look && shared !== undefined) looks.push({ ...look, images: shared });
      else broken.add(runOf(key) ?? key);
    }
  }
  return { looks, broken: [...broken] };
}

async function countShared(store: ArtifactStore, testSet: string, images: ReadonlySet<string>): Promise<number> {
  return imagesIn(await readList(store, testSet)).intersection(images).size;
}

/** The list of a test set's images is named by its hash, wherever it lies. */
async function readList(store: ArtifactStore, testSet: string): Promise<Buffer> {
  const list = await unlessBroken(() => store.readObject(testSet));
  return list ?? store.read({ key: keys.lookImages(testSet), sha256: testSet, bytes: 0, mediaType: 'text/plain' });
}

function imagesIn(list: Buffer): Set<string> {
  return new Set(list.toString().split('\n'));
}
