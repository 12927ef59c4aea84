import type { RunResult } from '../../domain/run.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';

/** What two runs that were told the same must have in common, byte for byte: the report without `execution`, and the predictions. */
export async function comparableReport(store: ArtifactStore, { report }: RunResult): Promise<[string, string]> {
  const { execution: _, ...rest } = JSON.parse((await store.read(report.json)).toString());
  return [JSON.stringify(rest, null, 2), (await store.read(report.predictions)).toString()];
}
