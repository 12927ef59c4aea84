import { addUsage, type CallRecord } from '../domain/answer.ts';
import type { ArtifactRef } from '../domain/artifact.ts';
import type { Dataset, SampleIndex } from '../domain/dataset.ts';
import { judgeMessages, judgeSchema, ratingItemsOf, readRating } from '../domain/judging.ts';
import type { Shard } from '../domain/plan.ts';
import type { Rating, RatingItem, RatingOutcome } from '../domain/rating.ts';
import type { CandidateResult, Paged, RatingCounts, RatingManifest, RunInput, RunPlan } from '../domain/run.ts';
import type { JudgeSpec } from '../domain/run-spec.ts';
import type { PatientProvider } from '../providers/patience.ts';
import { type ChatRequest, ProviderError } from '../providers/port.ts';
import type { ProviderRegistry } from '../providers/registry.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { keys } from '../storage/keys.ts';
import { answeredSamples } from './answered-samples.ts';
import { failureOfProblem, finalFailure, reporting } from './failures.ts';
import { withHeartbeat } from './heartbeat.ts';
import { createRecorder } from './recorder.ts';
import { publishJson, readJson, readRows, readSpec } from './run-files.ts';

/** Times that the judge is asked again when its reply cannot be read. */
const readings = 3;

export interface PlanRatingsInput {
  run: RunInput;
  dataset: ArtifactRef;
  candidates: readonly CandidateResult[];
}

export interface JudgeShardInput {
  run: RunInput;
  plan: RunPlan;
  /** The index of the items to rate. */
  items: ArtifactRef;
  shard: Shard;
}

export interface CollectRatingsInput {
  run: RunInput;
  shards: number;
}

interface Asker {
  judge: JudgeSpec;
  patient: PatientProvider;
}

export function judgeActivities({ store, providers }: { store: ArtifactStore; providers: ProviderRegistry }) {
  const record = createRecorder(store);

  return {
    /** Writes down what the judge has to rate: each distinct question, targets and answer once. */
    planRatings: ({ run, dataset: ref, candidates }: PlanRatingsInput): Promise<Paged> =>
      reporting(async () => {
        const { judge } = await readSpec(store, run);
        if (!judge) throw finalFailure('Unexpected', 'ratings were asked for by a spec without a judge');
        const dataset = await readJson<Dataset>(store, ref);
        const progress = { done: 0, total: dataset.samples.rows };
        const index = await withHeartbeat(
          () => progress,
          () => writeItems(store, run, itemsOf(store, judge, dataset, candidates, progress)),
        );
        const published = await publishJson(store, keys.ratingPlan(run.runId, run.ratings), index);
        return { ref: published, rows: index.rows, pageRows: index.pageRows };
      }),

    /** Has the judge rate the items of a shard; a retry asks only for what is missing. */
    judgeShard: ({ run, plan, items: ref, shard }: JudgeShardInput): Promise<RatingCounts> =>
      reporting(async () => {
        const spec = await readSpec(store, run);
        const { judge } = spec;
        if (!judge) throw finalFailure('Unexpected', 'ratings were asked for by a spec without a judge');
        const { pages } = await readJson<SampleIndex>(store, ref);
        // Connected only when something has to be asked: a finished shard needs no key.
        const connect = () => providers.connect(spec, plan.judge?.provider ?? spec.provider).patient;
        const ratings = await record<RatingItem, Rating>({
          key: keys.ratingShard(run.runId, run.ratings, shard.index),
          items: await readRows<RatingItem>(store, pages, shard),
          idOf: (item) => item.id,
          idOfEntry: (rating) => rating.itemId,
          ask: (item, stop) => rate({ judge, patient: connect() }, item, stop),
        });
        return countShard(store, ratings);
      }),

    /** Writes down where the complete ratings are. */
    collectRatings: ({ run, shards }: CollectRatingsInput): Promise<ArtifactRef> =>
      reporting(async () => {
        const manifest: RatingManifest = { shards: [], rated: 0, failed: 0 };
        const refs: ArtifactRef[] = [];
        for (let index = 0; index < shards; index++) {
          const key = keys.ratingShard(run.runId, run.ratings, index);
          const ref = await store.find(key);
          if (!ref) throw finalFailure('ArtifactCorrupted', `${key} is missing although it was complete`);
          const counts = await countShard(store, ref);
          manifest.rated += counts.rated;
          manifest.failed += counts.failed;
          refs.push(ref);
        }
        return publishJson(store, keys.ratingManifest(run.runId, run.ratings), { ...manifest, shards: refs });
      }),
  };
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

/** Asks until a reply is a rating, a bounded number of times. */
async function rate({ judge, patient }: Asker, item: RatingItem, stop: AbortSignal): Promise<Rating> {
  const startedAt = performance.now();
  const call: CallRecord = { attempts: 0, milliseconds: 0 };
  let last: Reading = { outcome: 'failed', reason: 'not asked' };
  for (let reading = 0; reading < readings && last.outcome === 'failed' && !last.isFinal; reading++) {
    last = await read(judge, patient, item, stop, call);
  }
  const { isFinal: _, ...rating } = last;
  return { itemId: item.id, ...rating, call: { ...call, milliseconds: Math.round(performance.now() - startedAt) } };
}

/** One reply of the judge; final when asking again would not help. */
type Reading = RatingOutcome & { model?: string; isFinal?: true };

async function read(
  judge: JudgeSpec,
  patient: PatientProvider,
  item: RatingItem,
  stop: AbortSignal,
  call: CallRecord,
): Promise<Reading> {
  try {
    const { reply, attempts } = await patient.chat(async () => requestOf(judge, item), stop);
    call.attempts += attempts;
    call.usage = addUsage(call.usage, reply.usage);
    const rating = readRating(reply.text, judge);
    if (rating) return { outcome: 'rated', ...rating, model: reply.model };
    return {
      outcome: 'failed',
      reason: reply.refusal ? 'refused by the judge' : 'reply is not a rating',
      model: reply.model,
    };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const { action, message } = error.problem;
    if (action !== 'refused' && action !== 'failed') throw failureOfProblem(error.problem);
    call.attempts += 1;
    return { outcome: 'failed', reason: message, isFinal: true };
  }
}

function requestOf(judge: JudgeSpec, item: RatingItem): ChatRequest {
  return {
    model: judge.model,
    messages: judgeMessages(judge, item),
    imageUrls: new Map(),
    schema: judgeSchema(judge),
    ...judge.parameters,
  };
}

async function countShard(store: ArtifactStore, ref: ArtifactRef): Promise<RatingCounts> {
  const counts = { rated: 0, failed: 0 };
  for await (const { outcome } of store.readLines<Rating>(ref)) counts[outcome] += 1;
  return counts;
}
