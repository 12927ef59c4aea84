import { trendSentence } from '../../domain/trend/trend-words.ts';
import { readTrend } from '../../runs/trend.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';

/** Whose look is asked for. */
export interface FindFallInput {
  schedule: string;
  runId: string;
}

/** What the trend of a schedule says once a run's look has found that its runs get worse; undefined when it has not. */
export async function findFall(
  store: ArtifactStore,
  { schedule, runId }: FindFallInput,
): Promise<{ sentence?: string }> {
  const trend = await readTrend(store, schedule);
  return trend.word === 'worse' && trend.by?.run === runId ? { sentence: trendSentence(trend) } : {};
}
