import { type Report, ReportSchema } from '../domain/report.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { keys } from '../storage/keys.ts';
import { ClientError } from './client-error.ts';

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
  const ref = await store.find(keys.report(runId, revision, 'report.json'));
  if (!ref) return undefined;
  const report = ReportSchema.parse(JSON.parse((await store.read(ref)).toString()));
  return { report, files: stored.filter((key) => key.startsWith(keys.report(runId, revision, ''))) };
}

/**
 * Reads the newest report of a run.
 * @throws {ClientError} bad input: it has none
 */
export async function requireReport(store: ArtifactStore, runId: string): Promise<StoredReport> {
  const stored = await findReport(store, runId);
  if (stored) return stored;
  throw new ClientError(
    'badInput',
    `There is no report of run ${JSON.stringify(runId)} in this store (TEMPERA_STORE). ` +
      `"tempera list" shows the runs there are, and "tempera status ${runId}" how this one stands.`,
  );
}
