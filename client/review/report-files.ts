import path from 'node:path';
import type { StoredReport } from '../../runs/reports.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { replaceFile } from '../program/new-file.ts';

/** Where a report's files lie, for a person: those at its top, not the charts that they show. */
export async function reportPaths(store: ArtifactStore, { files }: StoredReport): Promise<string[]> {
  const atTop = files.filter((key) => !withinReport(key).includes('/'));
  const refs = await Promise.all(atTop.map((key) => store.find(key)));
  const paths = await Promise.all(refs.filter((ref) => ref !== undefined).map((ref) => store.localPath(ref)));
  return paths.map((file) => path.relative(process.cwd(), file));
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
  return path.relative(process.cwd(), path.join(directory, 'report.html'));
}

function withinReport(key: string): string {
  return key.slice(key.indexOf('/report/') + '/report/'.length);
}
