import type { Report } from '../domain/report/report-schema.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { refuseCleaned } from './cleaning/cleaned.ts';
import { createHashIndex } from './hash-index.ts';
import { readJson } from './json.ts';
import { keys } from './keys.ts';
import { RunError } from './run-error.ts';

/** The newest report of a run. */
export interface StoredReport {
  report: Report;
  revision: number;
  /** Of its `report.json`. */
  key: string;
  /** False of a report that 0.1.0 has stored: nothing tells whether it is as it was written. */
  isChecked: boolean;
  /** Keys of its files, the charts among them. */
  files: string[];
}

/** Reads the newest report of a run, or undefined when it has none (yet). */
export async function findReport(store: ArtifactStore, runId: string): Promise<StoredReport | undefined> {
  const revision = (await reportedRevisions(store, runId)).at(-1) ?? 0;
  const key = keys.report(runId, revision, 'report.json');
  const ref = await store.find(key);
  if (!ref) return undefined;
  const report = await readJson<Report>(store, ref);
  const files = await store.list(keys.report(runId, revision, ''));
  return { report, revision, key, files, isChecked: await createHashIndex(store, runId).check(ref) };
}

/** Reads the first report of a run whose outcome is `done`: what retries have changed since is not in it. */
export async function firstDoneReport(store: ArtifactStore, runId: string): Promise<Report | undefined> {
  for (const revision of await reportedRevisions(store, runId)) {
    const ref = await store.find(keys.report(runId, revision, 'report.json'));
    const report = ref && (await readJson<Report>(store, ref));
    if (report?.outcome === 'done') return report;
  }
  return undefined;
}

/** The revisions of a run that have a report, the first one first. */
async function reportedRevisions(store: ArtifactStore, runId: string): Promise<number[]> {
  const revisions = `${keys.run(runId)}revisions/`;
  const stored = await store.list(revisions);
  const found = stored.map((key) => /^(\d+)\/report\/report\.json$/.exec(key.slice(revisions.length))?.[1]);
  return found
    .flatMap((digits) => digits ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

/**
 * Reads the newest report of a run.
 * @throws {RunError} it has none
 */
export async function requireReport(store: ArtifactStore, runId: string): Promise<StoredReport> {
  const stored = await findReport(store, runId);
  if (stored) return stored;
  await refuseCleaned(store, runId);
  throw new RunError(
    `There is no report of run ${JSON.stringify(runId)} in this store (TEMPERA_STORE). ` +
      `"tempera list" shows the runs there are, and "tempera status ${runId}" how this one stands.`,
  );
}
