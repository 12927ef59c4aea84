import type { CallRecord } from '../domain/answering/answer.ts';
import { currencyOf } from '../domain/cost/budget/currency.ts';
import { trainingPriceOf } from '../domain/cost/budget/most-of-training.ts';
import type { PaidCall } from '../domain/cost/paid-call.ts';
import { costOf, costOfTokens, priceAsked, providerAsked } from '../domain/cost/prices.ts';
import { ratersOf } from '../domain/grading/raters.ts';
import { raterName } from '../domain/grading/rating.ts';
import { type PaidReply, tokensOf } from '../domain/report/ledger.ts';
import { answersFolder, layersOf } from '../domain/run/plan.ts';
import type { RunInput, RunPlan } from '../domain/run/run.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { readIfThere, readJson } from './json.ts';
import { keys } from './keys.ts';
import { readProbes } from './probes.ts';
import { findRunRecord } from './record.ts';
import { lostCalls } from './sent-calls.ts';

/** A stored reply of anybody. */
type Reply = PaidReply & { grader?: string; itemId?: string; sampleId?: string; repeat?: number };

/**
 * All that a run has paid for in all its executions, as far as it is recorded: probes, trainings, answers, ratings, and
 * under a cap the calls whose end nobody knows. Nothing where the store has no such run, or it has not been planned.
 */
export async function* paidCalls(store: ArtifactStore, runId: string): AsyncGenerator<PaidCall> {
  const record = await findRunRecord(store, runId);
  const plan = await readIfThere<RunPlan>(store, keys.plan(runId));
  if (!record || !plan) return;
  const spec = await readJson<RunSpec>(store, record.input.spec);
  const models = modelsOf(spec, plan);
  const priced = pricingOf(spec, models);
  for (const { who, at, ...probe } of await readProbes(store, runId)) {
    yield priced('probe', who, { ...probe, outcome: 'failed' }, { at: new Date(at).toISOString() });
  }
  yield* trainings(store, record.input, spec);
  for (const { name } of plan.candidates.filter(({ stored }) => !stored)) {
    for await (const reply of replies(store, foldersOf(record.input, plan, name))) {
      yield priced('answer', name, reply, { item: reply.sampleId });
    }
  }
  const ratings = upTo(record.input.revision).map((each) => keys.ratings(runId, each));
  for await (const reply of replies(store, ratings)) {
    yield priced('rating', raterName(reply.grader), reply, { item: reply.itemId });
  }
  const currency = currencyOf(spec);
  for (const { who, at, most } of await lostCalls(store, runId)) {
    const provider = models.has(who) ? providerAsked(spec, who) : (spec.fineTune?.provider ?? spec.provider);
    const model = models.get(who) ?? spec.fineTune?.model ?? '';
    yield { kind: 'lost', who, provider, model, at, calls: 1, most: { currency, amount: most } };
  }
}

/** The models as they were planned; of one that the run makes, the name by which it is priced. */
function modelsOf(spec: RunSpec, { candidates }: RunPlan): ReadonlyMap<string, string> {
  return new Map([
    ...candidates.map(({ name, model }) => [name, model === 'tuned' ? `ft:${spec.fineTune?.model}` : model] as const),
    ...ratersOf(spec).map(({ name, model }) => [raterName(name), model] as const),
  ]);
}

function pricingOf(spec: RunSpec, models: ReadonlyMap<string, string>) {
  return (
    kind: PaidCall['kind'],
    who: string,
    reply: PaidReply & { repeat?: number },
    more: { item?: string | undefined; at?: string },
  ): PaidCall => {
    const { call, repeat } = reply;
    const [provider, model] = [providerAsked(spec, who), models.get(who) ?? ''];
    const { uncounted } = tokensOf(reply);
    const price = priceAsked(spec, who, model);
    const usage = call.usage ?? (uncounted === 0 ? noTokens : undefined);
    const { item, at = call.at } = more;
    return {
      kind,
      who,
      provider,
      model,
      ...(item !== undefined && { item }),
      ...(repeat !== undefined && { repeat }),
      ...(at !== undefined && { at }),
      calls: call.attempts,
      ...usage,
      ...(uncounted > 0 && { uncounted }),
      ...(price && usage && { cost: { currency: price.currency, amount: costOfTokens(usage, price) } }),
      ...(call.requestId !== undefined && { requestId: call.requestId }),
    };
  };
}

/** What a call that was turned down has used. */
const noTokens: NonNullable<CallRecord['usage']> = { promptTokens: 0, completionTokens: 0 };

/** The trainings of jobs that this run has created itself. */
async function* trainings(
  store: ArtifactStore,
  { runId, generation: newest }: RunInput,
  spec: RunSpec,
): AsyncGenerator<PaidCall> {
  for (const generation of upTo(newest)) {
    const record = await readIfThere<{ job: EndedJob }>(store, keys.job(runId, generation));
    if (!record || (record.job.metadata?.['run'] ?? runId) !== runId) continue;
    const { id, trainedTokens } = record.job;
    const price = trainingPriceOf(spec);
    const amount = price && trainedTokens !== undefined ? costOf(trainedTokens, price.training) : undefined;
    yield {
      kind: 'training',
      who: 'the training',
      provider: spec.fineTune?.provider ?? spec.provider,
      model: spec.fineTune?.model ?? '',
      item: id,
      calls: 1,
      ...(trainedTokens !== undefined && { trainedTokens }),
      ...(price && amount !== undefined && { cost: { currency: price.currency, amount } }),
    };
  }
}

interface EndedJob {
  id: string;
  trainedTokens?: number;
  metadata?: Readonly<Record<string, string>>;
}

/** What was said and paid for in shards of some folders, be they complete or begun, each reply once. */
async function* replies(store: ArtifactStore, folders: readonly string[]): AsyncGenerator<Reply> {
  const counted = new Set<string>();
  for (const key of await shardsIn(store, folders)) {
    const shard = await store.find(key);
    for await (const reply of shard ? store.readLines<Reply>(shard) : store.readSegments<Reply>(key)) {
      const { itemId, sampleId, repeat, call } = reply;
      if (call.reusedFrom !== undefined || call.attempts === 0) continue;
      // A retry copies what stands, and that was paid for once.
      const identity = JSON.stringify([itemId, sampleId, repeat, call]);
      if (counted.has(identity)) continue;
      counted.add(identity);
      yield reply;
    }
  }
}

/** Where the answers of a candidate lie, those of retries and of models that were made earlier among them. */
function foldersOf({ runId, generation, revision }: RunInput, { candidates }: RunPlan, name: string): string[] {
  const planned = candidates.filter((candidate) => candidate.name === name);
  const folders = planned.flatMap((candidate) => upTo(generation).map((each) => answersFolder(candidate, each)));
  return [...new Set(folders)]
    .flatMap((folder) => layersOf(folder, revision))
    .map((layer) => keys.answers(runId, layer));
}

async function shardsIn(store: ArtifactStore, folders: readonly string[]): Promise<string[]> {
  const stored = folders.flatMap((folder) => [store.list(folder), store.listSegmented(folder)]);
  return [...new Set((await Promise.all(stored)).flat())].filter((key) => /\/\d+\.jsonl$/.test(key)).sort();
}

function upTo(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}
