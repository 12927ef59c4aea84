import { executeChild, workflowInfo } from '@temporalio/workflow';
import type { PreparedRun } from '../domain/data/dataset.ts';
import { answersFolder } from '../domain/run/plan.ts';
import type { CaptureResult, FoundModel, RunInput, RunPlan } from '../domain/run/run.ts';
import { failureIn } from './blocked.ts';
import { childIdOf, taskQueue } from './contract.ts';
import { endingIsTold } from './ending-is-told.ts';
import { evaluateCandidate } from './evaluate-candidate.ts';
import { requireApproval } from './require-approval.ts';
import { tellEnd, tellStory } from './story.ts';
import { activitiesFor } from './timeouts-and-retries.ts';

/** Keeps what models say while they live: no target, judge or verdict is needed. */
export const captureAnswers = endingIsTold(async (run: RunInput): Promise<CaptureResult> => {
  const { working, quick } = activitiesFor(run.settings);
  const startedAt = workflowInfo().startTime.toISOString();
  const { stage, decided } = tellStory(run, { captures: true });

  const plan = await stage('planning', () => quick.planRun({ run, fineTunes: false }));
  const prepared = await stage('preparing', () => working.prepareDataset({ run, plan }));
  await requireApproval(run, plan, { stage, decided });
  const { found, notice } = await stage('preflight', () => quick.findModels({ run, plan }));
  const models = await stage('answering', () => askLiving(run, plan, prepared, found), notice);
  const result = await stage('capturing', () => working.writeCapture({ run, models, startedAt, rows: prepared.rows }));
  tellEnd(run, result);
  return result;
});

/**
 * Asks the candidates whose models are there. One that goes meanwhile, or has to wait for a person, keeps no other one from
 * being captured to the end: who dies next nobody knows.
 */
async function askLiving(
  run: RunInput,
  plan: RunPlan,
  prepared: PreparedRun,
  found: readonly FoundModel[],
): Promise<FoundModel[]> {
  return await allToTheEnd(
    found.map(async (model) => {
      const planned = plan.candidates.find(({ name }) => name === model.candidate);
      if (!planned || model.gone !== undefined) return model;
      const candidate = { ...planned, folder: answersFolder(planned, run.generation) };
      try {
        await executeChild(evaluateCandidate, {
          workflowId: childIdOf.candidate(run.runId, candidate.name),
          taskQueue,
          args: [{ run, prepared, candidate }],
          staticSummary: `${candidate.name}: ${prepared.rows} samples`,
        });
        return model;
      } catch (error) {
        const gone = failureIn(error, 'ModelMissing');
        if (!gone) throw error;
        return { ...model, gone: gone.message };
      }
    }),
  );
}

/** The values of all, or the first error once all have ended; a cancellation of the run reaches each of them. */
async function allToTheEnd<T>(works: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(works);
  return await Promise.all(works);
}
