import type { Report } from '../domain/report.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { readIfThere } from './json.ts';
import { keys } from './keys.ts';
import { RunError } from './run-error.ts';

/** The newest report of a run. */
export interface StoredReport {
  report: Report;
  /** Keys of its files, the charts among them. */
  files: string[];
}

/** Reads the newest report of a run, or undefined when it has none (yet). */
export async function findReport(store: ArtifactStore, runId: string): Promise<StoredReport | undefined> {
  const revisions = `${keys.run(runId)}revisions/`;
  const stored = await store.list(revisions);
  const found = stored.map((key) => /^(\d+)\/report\/report\.json$/.exec(key.slice(revisions.length))?.[1]);
  const revision = Math.max(0, ...found.filter((digits) => digits !== undefined).map(Number));
  const report = await readIfThere<Report>(store, keys.report(runId, revision, 'report.json'));
  return report && { report, files: stored.filter((key) => key.startsWith(keys.report(runId, revision, ''))) };
}

/**
 * Reads the newest report of a run.
 * @throws {RunError} it has none
 */
export async function requireReport(store: ArtifactStore, runId: string): Promise<StoredReport> {
  const stored = await findReport(store, runId);
  if (stored) return stored;
  throw new RunError(
    `There is no report of run ${JSON.stringify(runId)} in this store (TEMPERA_STORE). ` +
      `"tempera list" shows the runs there are, and "tempera status ${runId}" how this one stands.`,
  );
}
