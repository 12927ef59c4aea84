import type { RunResult } from '../../domain/run/run.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';

/** The report without `execution`, the predictions, and the hash of their Parquet file. */
export type ComparableReport = [report: string, predictions: string, parquet: string];

/** What two runs that were told the same must have in common, byte for byte. */
export async function comparableReport(store: ArtifactStore, { report }: RunResult): Promise<ComparableReport> {
  const { execution: _, ...rest } = JSON.parse((await store.read(report.json)).toString());
  return [JSON.stringify(rest, null, 2), (await store.read(report.predictions)).toString(), report.parquet.sha256];
}
