import path from 'node:path';
import type { StoredReport } from '../../runs/reports.ts';
import { ArtifactError, type ArtifactStore } from '../../storage/artifact-store.ts';
import { replaceFile } from '../program/new-file.ts';
import { shownPath } from '../program/shown-path.ts';

/** Where a report's files lie, for a person: those at its top, not the charts that they show. */
export async function reportPaths(store: ArtifactStore, { files }: StoredReport): Promise<string[]> {
  const atTop = files.filter((key) => !withinReport(key).includes('/'));
  const refs = await Promise.all(atTop.map((key) => store.find(key)));
  const places = refs.filter((ref) => ref !== undefined).map(({ key }) => store.whereIs(key));
  return places.map((place) => (path.isAbsolute(place) ? shownPath(place) : place));
}

/** Whether a person can open the files at these places as they are. */
export function areHere(places: readonly string[]): boolean {
  return !places.some((place) => /^[a-z][a-z0-9+.-]+:\/\//i.test(place));
}

/** How to have a report that lies elsewhere. */
export function toHaveItHere(runId: string): string {
  return `To open it here: tempera report ${runId} --out report`;
}

/**
 * Copies a whole report to a folder, over an older one; tells where its HTML lies.
 * @throws {ClientError} bad input: a file cannot be written; none is left half written
 */
export async function copyReport(store: ArtifactStore, { files }: StoredReport, directory: string): Promise<string> {
  for (const key of files) {
    const ref = await store.find(key);
    if (!ref) continue;
    const target = path.join(directory, withinReport(key));
    await replaceFile(target, await store.read(ref));
  }
  return shownPath(path.join(directory, 'report.html'));
}

/**
 * A file of a report, by its name.
 * @throws {ArtifactError} missing: it is gone, or the version that wrote the report wrote no such file
 */
export async function readReportFile(
  store: ArtifactStore,
  { key, files }: StoredReport,
  name: string,
): Promise<Buffer> {
  const wanted = key.replace(/[^/]*$/, name);
  const ref = files.includes(wanted) && (await store.find(wanted));
  if (ref) return store.read(ref);
  throw new ArtifactError('missing', `${wanted} is not there. "tempera retry RUN --from report" writes a report anew.`);
}

function withinReport(key: string): string {
  return key.slice(key.indexOf('/report/') + '/report/'.length);
}
