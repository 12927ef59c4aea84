import type { RunInput, RunResult } from '../domain/run/run.ts';
import { endingIsTold } from './ending-is-told.ts';
import { evaluate } from './evaluate.ts';
import { fineTune } from './fine-tune.ts';
import { prepare } from './prepare.ts';
import { requireApproval } from './require-approval.ts';
import { tellStory } from './story.ts';
import { activitiesFor } from './timeouts-and-retries.ts';

/** Fine-tunes a model on a data set, and finds out whether that was worth it. */
export const fineTuneAndEvaluate = endingIsTold(async (run: RunInput): Promise<RunResult> => {
  const { quick } = activitiesFor(run.settings);
  const { stage, decided } = tellStory(run);

  const plan = await stage('planning', () => quick.planRun({ run, fineTunes: true }));
  const prepared = await stage('preparing', () => prepare(run, plan));
  await requireApproval(run, plan, { stage, decided });
  await stage('preflight', () =>
    quick.preflight.executeWithOptions({ summary: `models of ${plan.name}` }, [{ run, plan }]),
  );
  const tuned = await fineTune(run, plan, prepared, stage);
  return await evaluate(run, plan, prepared, stage, tuned);
});
