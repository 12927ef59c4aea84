import { type TrendReport, trendReport } from '../domain/trend/trend-report.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { pinnedBaselines } from './baselines.ts';
import { followedRuns } from './followed-runs.ts';

/**
 * The trend of a schedule, by its runs in the store.
 * @throws {ArtifactError} a file of a tested run is gone or not as it was written
 */
export async function readTrend(store: ArtifactStore, schedule: string): Promise<TrendReport> {
  const pinned = await pinnedBaselines(store, schedule);
  return trendReport({
    schedule,
    ...(await followedRuns(store, schedule)),
    baselines: pinned.map(({ runs }) => runs),
  });
}
