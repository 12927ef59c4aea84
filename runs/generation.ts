import type { RetryStage, RunInput } from '../domain/run/run.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { readIntents } from './intents.ts';
import { readIfThere } from './json.ts';
import { keys } from './keys.ts';

/** How the fine-tuning job of a generation is, by what the store knows. */
export type JobState = 'succeeded' | 'ended' | 'open' | 'none';

/**
 * The newest generation that a retry can build on: one whose job has succeeded, and for answering also one whose job may
 * still succeed. Undefined when there is none.
 */
export async function usableGeneration(
  store: ArtifactStore,
  runId: string,
  generations: Iterable<number>,
  from: RetryStage,
): Promise<number | undefined> {
  for (const generation of [...new Set(generations)].sort((a, b) => b - a)) {
    const state = await jobState(store, runId, generation);
    if (state === 'succeeded' || (state === 'open' && from === 'answer')) return generation;
  }
  return undefined;
}

/** How the job of a generation is. */
export async function jobState(store: ArtifactStore, runId: string, generation: number): Promise<JobState> {
  const record = await readIfThere<{ job: { state: string } }>(store, keys.job(runId, generation));
  if (record) return record.job.state === 'succeeded' ? 'succeeded' : 'ended';
  const { made, open, ended } = await readIntents(store, keys.jobIntents(runId, generation));
  if (!ended) return 'open';
  return made.length + open.size > 0 ? 'ended' : 'none';
}

/** What of a run may go on at the provider though the run has ended: a job's id, or the metadata to look for. */
export async function looseJob(
  store: ArtifactStore,
  { runId, generation }: Pick<RunInput, 'runId' | 'generation'>,
): Promise<string | undefined> {
  if ((await jobState(store, runId, generation)) !== 'open') return undefined;
  const { made, open } = await readIntents(store, keys.jobIntents(runId, generation));
  if (made.length > 0) return `job ${made.join(', ')}`;
  // Runs of 0.1.0 have not written down that their job was cancelled.
  const isTold = [...open].some((by) => by !== '');
  return isTold ? `a job with the metadata run=${runId}, generation=${generation}` : undefined;
}
