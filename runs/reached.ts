import { answersFolder, isAsked, layersOf } from '../domain/run/plan.ts';
import type { PlannedCandidate, RunPlan, Stage } from '../domain/run/run.ts';
import { type StageName, stagesOfRun } from '../domain/run/stages.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { asksAgain, findNewest } from './answer-layers.ts';
import { approvalEvents, approvalsIn } from './approvals.ts';
import { readIfThere } from './json.ts';
import { keys } from './keys.ts';
import type { RunRecord } from './record.ts';

/** The files of an execution, as far as they tell where it is. */
interface Files {
  store: ArtifactStore;
  input: RunRecord['input'];
  plan: RunPlan | undefined;
}

/** What a stage leaves behind; one that is not here leaves nothing. */
interface Traces {
  isDone(files: Files): Promise<boolean>;
  /** Whether there is anything of it, where that can be told. */
  hasBegun?(files: Files): Promise<boolean>;
}

const has = async (store: ArtifactStore, key: string) => (await store.find(key)) !== undefined;

/** A retry that asks again what failed has collected only what it has written itself. */
async function isCollected(store: ArtifactStore, input: RunRecord['input'], folder: string): Promise<boolean> {
  const layers = layersOf(folder, input.revision);
  const own = asksAgain(input) ? layers.slice(0, 1) : layers;
  return (await findNewest(store, own, (layer) => keys.answerManifest(input.runId, layer))) !== undefined;
}

async function areCollected(
  { store, input, plan }: Files,
  which: (candidate: PlannedCandidate) => boolean,
): Promise<boolean> {
  const folders = (plan?.candidates ?? []).filter(which).map((one) => answersFolder(one, input.generation));
  return (await Promise.all(folders.map((folder) => isCollected(store, input, folder)))).every(Boolean);
}

const traces: Partial<Record<StageName, Traces>> = {
  planning: { isDone: async ({ plan }) => plan !== undefined },
  preparing: {
    isDone: async (files) =>
      (await has(files.store, keys.dataset(files.input.runId))) && (await areCollected(files, (one) => !isAsked(one))),
  },
  approval: { isDone: async ({ store, input }) => approvalsIn(await approvalEvents(store, input.runId)).length > 0 },
  'fine-tuning': {
    isDone: async ({ store, input: { runId, generation } }) => {
      const record = await readIfThere<{ job?: { state?: string } }>(store, keys.job(runId, generation));
      return record?.job?.state === 'succeeded';
    },
    hasBegun: async ({ store, input: { runId, generation } }) => {
      if (await has(store, keys.job(runId, generation))) return true;
      for await (const _intent of store.readSegments(keys.jobIntents(runId, generation))) return true;
      return false;
    },
  },
  answering: {
    isDone: (files) => areCollected(files, isAsked),
    hasBegun: async ({ store, input, plan }) => {
      const stored = (plan?.candidates ?? []).filter((one) => !isAsked(one)).map(({ name }) => name);
      const all = `${keys.run(input.runId)}answers/`;
      const folders = (await store.list(all)).map((key) => key.slice(all.length).split(/[/~]/)[0] ?? '');
      return folders.some((folder) => !stored.includes(folder));
    },
  },
  judging: { isDone: ({ store, input }) => has(store, keys.ratingManifest(input.runId, input.ratings)) },
  measuring: { isDone: ({ store, input }) => has(store, keys.metrics(input.runId, input.revision)) },
};

/**
 * The stage that a run without a report had reached, as its files tell: the first one that is not done. Preflight and
 * uploading leave no files; one of them it was when nothing of what comes after them has begun.
 */
export async function reachedStage(
  store: ArtifactStore,
  { input }: RunRecord,
  stages: readonly StageName[],
): Promise<Stage> {
  const files = { store, input, plan: await readIfThere<RunPlan>(store, keys.plan(input.runId)) };
  let traceless: StageName | undefined;
  for (const stage of stages) {
    const left = traces[stage];
    if (!left) traceless ??= stage;
    else if (await left.isDone(files)) traceless = undefined;
    else return traceless && !(await left.hasBegun?.(files)) ? traceless : stage;
  }
  return 'reporting';
}

/** The stages that a run goes through; all there are, as long as nothing is known of it. */
export async function stagesOf(store: ArtifactStore, record: RunRecord | undefined): Promise<StageName[]> {
  const plan = record && (await readIfThere<RunPlan>(store, keys.plan(record.input.runId)));
  return stagesOfRun({
    fineTunes: record === undefined || record.workflow === 'fineTuneAndEvaluate',
    captures: record?.workflow === 'captureAnswers',
    approves: plan?.approval !== undefined,
    rates: plan === undefined || plan.raters !== undefined,
  });
}
