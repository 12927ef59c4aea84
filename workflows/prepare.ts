import type { PreparedRun } from '../domain/data/dataset.ts';
import { answersFolder, isAsked } from '../domain/run/plan.ts';
import type { RunInput, RunPlan } from '../domain/run/run.ts';
import { activitiesFor } from './timeouts-and-retries.ts';
import { allInScope } from './window.ts';

/** Prepares the data, and takes in answers that were given before: what is wrong with either ends the run unpaid. */
export async function prepare(run: RunInput, plan: RunPlan): Promise<PreparedRun> {
  const { working } = activitiesFor(run.settings);
  const prepared = await working.prepareDataset.executeWithOptions({ summary: `data of ${plan.name}` }, [
    { run, plan },
  ]);
  const stored = plan.candidates.filter((candidate) => !isAsked(candidate));
  if (stored.length === 0) return prepared;
  const taken = await allInScope(
    stored.map((candidate) => () => {
      const folder = answersFolder(candidate, run.generation);
      const input = { run, dataset: prepared.dataset, candidate: { ...candidate, folder } };
      return working.takeAnswers.executeWithOptions({ summary: candidate.name }, [input]);
    }),
  );
  return { ...prepared, taken };
}
