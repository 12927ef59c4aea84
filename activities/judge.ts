import type { ArtifactRef } from '../domain/artifact.ts';
import type { Dataset, SampleIndex } from '../domain/dataset.ts';
import { ratingItemsOf } from '../domain/judging.ts';
import type { Shard } from '../domain/plan.ts';
import type { Rating, RatingItem } from '../domain/rating.ts';
import type { CandidateResult, Paged, RatingCounts, RatingManifest, RunInput, RunPlan } from '../domain/run.ts';
import type { JudgeSpec, RunSpec } from '../domain/run-spec.ts';
import type { ProviderRegistry } from '../providers/registry.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { keys } from '../storage/keys.ts';
import { type CacheSource, createAnswerCache, isReusable } from './answer-cache.ts';
import { answeredSamples } from './answered-samples.ts';
import { finalFailure, reporting } from './failures.ts';
import { reportingAlive, withHeartbeat } from './heartbeat.ts';
import { rateItem } from './rate-item.ts';
import { createRecorder } from './recorder.ts';
import { publishJson, readJson, readRows, readSpec, requireShards } from './run-files.ts';

export interface PlanRatingsInput {
  run: RunInput;
  plan: RunPlan;
  dataset: ArtifactRef;
  candidates: readonly CandidateResult[];
}

export interface JudgeShardInput {
  run: RunInput;
  plan: RunPlan;
  items: Paged;
  shard: Shard;
}

export interface CollectRatingsInput {
  run: RunInput;
  plan: RunPlan;
  shards: number;
}

export function judgeActivities({ store, providers }: { store: ArtifactStore; providers: ProviderRegistry }) {
  const record = createRecorder(store);
  const cache = createAnswerCache<Rating>(store, 'ratings');

  return {
    /** Writes down what the judge has to rate, each distinct question, targets and answer once, and what may be reused. */
    planRatings: ({ run, plan, dataset: ref, candidates }: PlanRatingsInput): Promise<Paged> =>
      reporting(async () => {
        const { spec, judge } = await readJudge(store, run);
        const dataset = await readJson<Dataset>(store, ref);
        const progress = { done: 0, total: dataset.samples.rows };
        const index = await withHeartbeat(
          () => progress,
          () => writeItems(store, run, itemsOf(store, judge, dataset, candidates, progress)),
        );
        const published = await publishJson(store, keys.ratingPlan(run.runId, run.ratings), index);
        // Who retries from the judge wants to see it rate again.
        const mayReuse = isReusable(spec, judge.parameters) && run.from !== 'judge';
        const reuse = mayReuse && (await cache.pin(keys.ratingReuse(run.runId, run.ratings), sourceOf(spec, plan)));
        return { ref: published, rows: index.rows, pageRows: index.pageRows, ...(reuse && { reuse }) };
      }),

    /** Has the judge rate the items of a shard; a retry asks only for what is missing. */
    judgeShard: ({ run, plan, items, shard }: JudgeShardInput): Promise<RatingCounts> =>
      reporting(async () => {
        const { spec, judge } = await readJudge(store, run);
        const { pages } = await readJson<SampleIndex>(store, items.ref);
        const rater = {
          judge,
          connect: () => providers.connect(spec, judgeOf(plan).provider).patient,
          known: items.reuse ? await cache.entries(items.reuse) : new Map(),
        };
        const ratings = await record<RatingItem, Rating>({
          key: keys.ratingShard(run.runId, run.ratings, shard.index),
          items: await readRows<RatingItem>(store, pages, shard),
          idOf: (item) => item.id,
          idOfEntry: (rating) => rating.itemId,
          ask: (item, stop) => rateItem(rater, item, stop),
        });
        return countShard(store, ratings);
      }),

    /** Writes down where the complete ratings are, and offers them to later runs. */
    collectRatings: ({ run, plan, shards: count }: CollectRatingsInput): Promise<ArtifactRef> =>
      reportingAlive(async () => {
        const { spec, judge } = await readJudge(store, run);
        const shards = await requireShards(store, count, (index) => keys.ratingShard(run.runId, run.ratings, index));
        const manifest: RatingManifest = { rated: 0, failed: 0, shards };
        for (const shard of shards) {
          const { rated, failed } = await countShard(store, shard);
          manifest.rated += rated;
          manifest.failed += failed;
        }
        const ref = await publishJson(store, keys.ratingManifest(run.runId, run.ratings), manifest);
        if (isReusable(spec, judge.parameters)) {
          await cache.offer(sourceOf(spec, plan), `${run.runId}-${run.ratings}`, offered(store, run, plan, shards));
        }
        return ref;
      }),
  };
}

async function readJudge(store: ArtifactStore, run: RunInput): Promise<{ spec: RunSpec; judge: JudgeSpec }> {
  const spec = await readSpec(store, run);
  if (!spec.judge) throw finalFailure('Unexpected', 'ratings were asked for by a spec without a judge');
  return { spec, judge: spec.judge };
}

function judgeOf({ judge }: RunPlan): NonNullable<RunPlan['judge']> {
  if (!judge) throw finalFailure('Unexpected', 'ratings were asked for by a plan without a judge');
  return judge;
}

function sourceOf({ providers }: RunSpec, plan: RunPlan): CacheSource {
  const { provider, model } = judgeOf(plan);
  return { baseUrl: providers[provider]?.baseUrl ?? provider, model };
}

/** Ratings that the requested model itself has given: behind a floating alias there may be another one tomorrow. */
async function* offered(store: ArtifactStore, { runId }: RunInput, plan: RunPlan, shards: readonly ArtifactRef[]) {
  for (const shard of shards) {
    for await (const rating of store.readLines<Rating>(shard)) {
      const { key, usage } = rating.call;
      if (rating.outcome !== 'rated' || rating.model !== judgeOf(plan).model || !key) continue;
      const call = { attempts: 0, milliseconds: 0, reusedFrom: runId, ...(usage && { usage }) };
      yield { key, entry: { ...rating, call } satisfies Rating };
    }
  }
}

async function* itemsOf(
  store: ArtifactStore,
  judge: JudgeSpec,
  dataset: Dataset,
  candidates: readonly CandidateResult[],
  progress: { done: number },
): AsyncGenerator<RatingItem> {
  const seen = new Set<string>();
  for await (const answered of answeredSamples(store, dataset, candidates)) {
    yield* ratingItemsOf(judge, [answered], seen);
    progress.done += 1;
  }
}

/** Writes items in pages and returns their index. */
async function writeItems(store: ArtifactStore, run: RunInput, items: AsyncIterable<RatingItem>): Promise<SampleIndex> {
  const { pageRows } = run.settings;
  const pages: ArtifactRef[] = [];
  let lines: string[] = [];
  let rows = 0;

  async function flush(): Promise<void> {
    if (lines.length === 0) return;
    const key = keys.ratingItems(run.runId, run.ratings, pages.length);
    pages.push(await store.publish({ key, mediaType: 'application/jsonl', content: lines }));
    lines = [];
  }

  for await (const item of items) {
    lines.push(`${JSON.stringify(item)}\n`);
    rows += 1;
    if (lines.length === pageRows) await flush();
  }
  await flush();
  return { rows, pageRows, pages };
}

async function countShard(store: ArtifactStore, ref: ArtifactRef): Promise<RatingCounts> {
  const counts = { rated: 0, failed: 0 };
  for await (const { outcome } of store.readLines<Rating>(ref)) counts[outcome] += 1;
  return counts;
}
