import { findRunRecord } from '../../runs/record.ts';
import type { StoredReport } from '../../runs/reports.ts';
import { unlessBroken } from '../../runs/unless-broken.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';

/** Says that a retry has begun which the newest report does not know of; nothing when it is the latest word. */
export async function newerRetry(
  store: ArtifactStore,
  { report, revision }: StoredReport,
): Promise<string | undefined> {
  const { run } = report.execution;
  const latest = (await unlessBroken(() => findRunRecord(store, run)))?.input.revision ?? revision;
  if (latest <= revision) return undefined;
  return `This is the report of revision ${revision}: the retry that began as revision ${latest} has none. See "tempera status ${run}".`;
}
