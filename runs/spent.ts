import { costsOf, type Paid } from '../domain/cost/costs.ts';
import { hasPrices } from '../domain/cost/prices.ts';
import { ratersOf } from '../domain/grading/raters.ts';
import { raterName } from '../domain/grading/rating.ts';
import { type PaidReply, tokensOf } from '../domain/report/ledger.ts';
import type { Execution } from '../domain/report/report-schema.ts';
import { answersFolder, layersOf } from '../domain/run/plan.ts';
import type { RunPlan } from '../domain/run/run.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { readIfThere, readJson } from './json.ts';
import { keys } from './keys.ts';
import { type ProbeRecord, readProbes } from './probes.ts';
import { findRunRecord } from './record.ts';

/**
 * What the answers and ratings of a run have cost so far, those in complete shards of all its executions, by the prices
 * of its spec; training is not among them. Undefined when the spec names no price, or nothing has been asked yet.
 */
export async function spentSoFar(store: ArtifactStore, runId: string): Promise<Execution['cost']> {
  const record = await findRunRecord(store, runId);
  const spec = record && (await readJson<RunSpec>(store, record.input.spec));
  const plan = await readIfThere<RunPlan>(store, keys.plan(runId));
  if (!record || !spec || !plan || !hasPrices(spec)) return undefined;
  const { generation, revision } = record.input;
  const answers = plan.candidates.map((candidate) => ({
    who: candidate.name,
    model: candidate.model === 'tuned' ? `ft:${spec.fineTune?.model}` : candidate.model,
    folders: upTo(generation)
      .flatMap((each) => layersOf(answersFolder(candidate, each), revision))
      .map((layer) => keys.answers(runId, layer)),
  }));
  const raters = ratersOf(spec).map(({ name, model }) => ({
    who: raterName(name),
    model,
    folders: upTo(revision).map((each) => keys.ratings(runId, each)),
    ...(name !== undefined && { grader: name }),
  }));
  const probes = await readProbes(store, runId);
  const paid = await Promise.all([...answers, ...raters].map((asked) => paidFor(store, asked, probes)));
  return paid.some(({ calls }) => calls > 0) ? costsOf(spec, paid) : undefined;
}

function upTo(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}

/** Who was asked, and where what it said lies, retries and earlier models among it; all raters share a folder. */
interface Asked extends Pick<Paid, 'who' | 'model'> {
  folders: readonly string[];
  grader?: string;
}

/** A stored reply of anybody. */
type Reply = PaidReply & { grader?: string; itemId?: string; sampleId?: string; repeat?: number };

async function paidFor(
  store: ArtifactStore,
  { who, model, folders, grader: own }: Asked,
  probes: readonly ProbeRecord[],
): Promise<Paid> {
  const paid = { who, model, calls: 0, promptTokens: 0, cachedTokens: 0, completionTokens: 0, uncounted: 0 };
  for (const probe of probes.filter((one) => one.who === who)) addPaid(paid, { ...probe, outcome: 'failed' });
  const counted = new Set<string>();
  for (const key of await shardsIn(store, folders)) {
    const shard = await store.find(key);
    if (!shard) continue;
    for await (const { grader, itemId, sampleId, repeat, ...reply } of store.readLines<Reply>(shard)) {
      const { call } = reply;
      if (grader !== own || call.reusedFrom !== undefined) continue;
      // A retry copies what stands, and that was paid for once.
      const identity = JSON.stringify([itemId, sampleId, repeat, call]);
      if (counted.has(identity)) continue;
      counted.add(identity);
      addPaid(paid, reply);
    }
  }
  return paid;
}

function addPaid(paid: Paid & { cachedTokens: number; uncounted: number }, reply: PaidReply): void {
  const { prompt, cached, completion, uncounted } = tokensOf(reply);
  paid.calls += reply.call.attempts;
  paid.promptTokens += prompt;
  paid.cachedTokens += cached;
  paid.completionTokens += completion;
  paid.uncounted += uncounted;
}

async function shardsIn(store: ArtifactStore, folders: readonly string[]): Promise<string[]> {
  const stored = await Promise.all([...new Set(folders)].map((folder) => store.list(folder)));
  return stored.flat().filter((key) => /\/\d+\.jsonl$/.test(key));
}
