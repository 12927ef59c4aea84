import { answersFolder } from '../domain/plan.ts';
import type { RetryStage, RunPlan, Stage } from '../domain/run.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { readIfThere } from './json.ts';
import { keys } from './keys.ts';
import type { RunRecord } from './record.ts';

/** The stage that a run without a report has reached: the first one whose files are not all there. */
export async function reachedStage(
  store: ArtifactStore,
  { input }: RunRecord,
  stages: readonly Stage[],
): Promise<Stage> {
  const { runId, revision, ratings, generation } = input;
  const has = async (key: string) => (await store.find(key)) !== undefined;
  const plan = await readIfThere<RunPlan>(store, keys.plan(runId));
  if (!plan) return 'planning';
  if (!(await has(keys.dataset(runId)))) return 'preparing';
  if (stages.includes('fine-tuning') && !(await has(keys.job(runId, generation)))) return 'fine-tuning';
  for (const candidate of plan.candidates) {
    if (!(await has(keys.answerManifest(runId, answersFolder(candidate, generation))))) return 'answering';
  }
  if (stages.includes('judging') && !(await has(keys.ratingManifest(runId, ratings)))) return 'judging';
  return (await has(keys.metrics(runId, revision))) ? 'reporting' : 'measuring';
}

/** From where a retry goes on with a run that ended in a stage. */
export function retryStageOf(stage: Stage, stages: readonly Stage[]): RetryStage {
  switch (stage) {
    case 'answering':
      return 'answer';
    case 'judging':
      return 'judge';
    case 'measuring':
    case 'reporting':
    case 'done':
      return 'report';
    case 'planning':
    case 'preparing':
    case 'preflight':
    case 'uploading':
    case 'fine-tuning':
      return stages.includes('fine-tuning') ? 'fine-tune' : 'answer';
    default:
      return stage satisfies never;
  }
}
