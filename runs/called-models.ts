import type { Answer } from '../domain/answering/answer.ts';
import { isOpen } from '../domain/answering/mending.ts';
import { raterName } from '../domain/grading/rating.ts';
import { answersFolder, isAsked, layersOf } from '../domain/run/plan.ts';
import type { AnswerManifest, PlannedCandidate, PlannedRater, RunInput, RunPlan } from '../domain/run/run.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { asksAgain, findNewest } from './answer-layers.ts';
import { readIntents } from './intents.ts';
import { readIfThere, readJson } from './json.ts';
import { keys } from './keys.ts';

/** A model that is called, at whom, and for whom. */
export interface CalledModel {
  provider: string;
  model: string;
  /** The candidate or rater that it is asked as; absent where it is trained, and for raters in plans of 0.1.0. */
  who?: string;
  /** True for the model to tune, which stands in for the tuned one. */
  isBase?: true;
}

/**
 * Whom an execution will call: whatever stage it begins at, what earlier ones have left is made up for. The tuned model
 * counts once it exists; until then the model to tune does, as the candidates that wait for it will be asked.
 */
export async function calledModels(store: ArtifactStore, run: RunInput, plan: RunPlan): Promise<CalledModel[]> {
  const { fineTune, candidates, raters = [] } = plan;
  const trains = fineTune !== undefined && !(await hasJob(store, run));
  const asked = await unanswered(store, run, candidates);
  const tuned = await tunedModel(store, run);
  const bases = trains ? asked.filter(({ model }) => model === 'tuned') : [];
  return [
    ...(trains ? [fineTune] : []),
    ...bases.map(({ name }) => ({ ...fineTune, who: name, isBase: true }) as CalledModel),
    ...asked.flatMap(({ name, provider, model: wanted }) => {
      const model = wanted === 'tuned' ? tuned : wanted;
      return model === undefined ? [] : [{ provider, model, who: name }];
    }),
    ...((await isRated(store, run)) ? [] : raters.map(calledRater)),
  ];
}

/** Plans of 0.1.0 do not say which rater each of them is. */
function calledRater({ name, provider, model, parameters }: PlannedRater): CalledModel {
  return { provider, model, ...(parameters && { who: raterName(name) }) };
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

/** Whether an execution asks a candidate anything: without complete answers, or with some that are asked for again. */
export async function hasToBeAsked(store: ArtifactStore, run: RunInput, candidate: PlannedCandidate): Promise<boolean> {
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
