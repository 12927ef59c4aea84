import type { Answer } from '../domain/answering/answer.ts';
import { isOpen } from '../domain/answering/mending.ts';
import { answersFolder, isAsked, layersOf } from '../domain/run/plan.ts';
import type { AnswerManifest, PlannedCandidate, RunInput, RunPlan } from '../domain/run/run.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { asksAgain, findNewest } from './answer-layers.ts';
import { readIntents } from './intents.ts';
import { readIfThere, readJson } from './json.ts';
import { keys } from './keys.ts';

/** A model that is called, and at whom. */
export interface CalledModel {
  provider: string;
  model: string;
}

/**
 * Each model once that an execution will call: whatever stage it begins at, what earlier ones have left is made up for.
 * The tuned model counts once it exists.
 */
export async function calledModels(store: ArtifactStore, run: RunInput, plan: RunPlan): Promise<CalledModel[]> {
  const { fineTune, candidates, raters = [] } = plan;
  const all = [
    ...(fineTune && !(await hasJob(store, run)) ? [fineTune] : []),
    ...(await unanswered(store, run, candidates)),
    ...((await isRated(store, run)) ? [] : raters),
  ];
  const tuned = await tunedModel(store, run);
  const called = new Map<string, CalledModel>();
  for (const { provider, model: wanted } of all) {
    const model = wanted === 'tuned' ? tuned : wanted;
    if (model !== undefined) called.set(JSON.stringify([provider, model]), { provider, model });
  }
  return [...called.values()];
}

async function hasJob(store: ArtifactStore, { runId, generation }: RunInput): Promise<boolean> {
  if (await store.find(keys.job(runId, generation))) return true;
  return (await readIntents(store, keys.jobIntents(runId, generation))).made.length > 0;
}

async function unanswered(
  store: ArtifactStore,
  run: RunInput,
  candidates: readonly PlannedCandidate[],
): Promise<PlannedCandidate[]> {
  const live = candidates.filter(isAsked);
  const isDue = await Promise.all(live.map((candidate) => hasToBeAsked(store, run, candidate)));
  return live.filter((_, index) => isDue[index]);
}

/** Without complete answers, or with some that are asked for again. */
async function hasToBeAsked(store: ArtifactStore, run: RunInput, candidate: PlannedCandidate): Promise<boolean> {
  const layers = layersOf(answersFolder(candidate, run.generation), run.revision);
  const ref = await findNewest(store, layers, (layer) => keys.answerManifest(run.runId, layer));
  if (!ref) return true;
  return asksAgain(run) && (await hasOpen(store, await readJson(store, ref)));
}

async function hasOpen(store: ArtifactStore, { shards }: AnswerManifest): Promise<boolean> {
  for (const shard of shards) {
    for await (const answer of store.readLines<Answer>(shard)) if (isOpen(answer)) return true;
  }
  return false;
}

async function isRated(store: ArtifactStore, { runId, ratings }: RunInput): Promise<boolean> {
  return (await store.find(keys.ratingManifest(runId, ratings))) !== undefined;
}

async function tunedModel(store: ArtifactStore, { runId, generation }: RunInput): Promise<string | undefined> {
  const record = await readIfThere<{ job: { fineTunedModel?: string } }>(store, keys.job(runId, generation));
  return record?.job.fineTunedModel;
}
