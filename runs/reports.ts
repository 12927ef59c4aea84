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
  const revisions = `${keys.run(runId)}revisions/`;
  const stored = await store.list(revisions);
  const found = stored.map((key) => /^(\d+)\/report\/report\.json$/.exec(key.slice(revisions.length))?.[1]);
  const revision = Math.max(0, ...found.filter((digits) => digits !== undefined).map(Number));
  const key = keys.report(runId, revision, 'report.json');
  const ref = await store.find(key);
  if (!ref) return undefined;
  const report = await readJson<Report>(store, ref);
  const files = stored.filter((file) => file.startsWith(keys.report(runId, revision, '')));
  return { report, revision, key, files, isChecked: await createHashIndex(store, runId).check(ref) };
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
