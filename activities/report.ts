import type { RunResult } from '../domain/run/run.ts';
import { samplesAsked } from '../runs/graded-samples.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { alongside } from './heavy/alongside.ts';
import { type Heavy, here } from './heavy/heavy.ts';
import type { WriteReportInput } from './heavy/write-report.ts';

interface ReportDependencies {
  store: ArtifactStore;
  now?: () => Date;
  heavy?: Heavy;
}

/** Writes the report's files, or finds those that an earlier attempt has written. */
export const reportActivities = ({ store, now, heavy = here(store, now) }: ReportDependencies) => ({
  writeReport: (input: WriteReportInput): Promise<RunResult> =>
    alongside(heavy, 'writeReport', input, samplesAsked(input)),
});
