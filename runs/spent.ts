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
import { findRunRecord } from './record.ts';

/**
 * What the answers and ratings of a run have cost so far, those in complete shards, by the prices of its spec; training
 * is not among them. Undefined when the spec names no price, or nothing has been asked yet.
 */
export async function spentSoFar(store: ArtifactStore, runId: string): Promise<Execution['cost']> {
  const record = await findRunRecord(store, runId);
  const spec = record && (await readJson<RunSpec>(store, record.input.spec));
  const plan = await readIfThere<RunPlan>(store, keys.plan(runId));
  if (!record || !spec || !plan || !hasPrices(spec)) return undefined;
  const { generation, ratings, revision } = record.input;
  const answers = plan.candidates.map((candidate) => ({
    who: candidate.name,
    model: candidate.model === 'tuned' ? `ft:${spec.fineTune?.model}` : candidate.model,
    folders: layersOf(answersFolder(candidate, generation), revision).map((layer) =>
      folderOf(keys.answerShard(runId, layer, 0)),
    ),
  }));
  const raters = ratersOf(spec).map(({ name, model }) => ({
    who: raterName(name),
    model,
    folders: [folderOf(keys.ratingShard(runId, ratings, 0))],
    ...(name !== undefined && { grader: name }),
  }));
  const paid = await Promise.all([...answers, ...raters].map((asked) => paidFor(store, asked)));
  return paid.some(({ calls }) => calls > 0) ? costsOf(spec, paid) : undefined;
}

function folderOf(key: string): string {
  return key.slice(0, key.lastIndexOf('/') + 1);
}

/** Who was asked, and where what it said lies; all raters share a folder. */
interface Asked extends Pick<Paid, 'who' | 'model'> {
  /** The newest first; a shard of a newer one holds what still stands of the older one's. */
  folders: readonly string[];
  grader?: string;
}

async function paidFor(store: ArtifactStore, { who, model, folders, grader: own }: Asked): Promise<Paid> {
  const paid = { who, model, calls: 0, promptTokens: 0, completionTokens: 0, uncounted: 0 };
  for (const key of await newestShards(store, folders)) {
    const shard = await store.find(key);
    if (!shard) continue;
    for await (const { grader, ...reply } of store.readLines<PaidReply & { grader?: string }>(shard)) {
      const { call } = reply;
      if (grader !== own || call.reusedFrom !== undefined) continue;
      const { prompt, completion, uncounted } = tokensOf(reply);
      paid.calls += call.attempts;
      paid.promptTokens += prompt;
      paid.completionTokens += completion;
      paid.uncounted += uncounted;
    }
  }
  return paid;
}

async function newestShards(store: ArtifactStore, folders: readonly string[]): Promise<string[]> {
  const newest = new Map<string, string>();
  for (const folder of folders) {
    for (const key of await store.list(folder)) {
      const name = key.slice(folder.length);
      if (/^\d+\.jsonl$/.test(name) && !newest.has(name)) newest.set(name, key);
    }
  }
  return [...newest.values()];
}
