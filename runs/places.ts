import { access, constants, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { diskFinding } from '../domain/health/disk.ts';
import { type Finding, mend, ok } from '../domain/health/finding.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';

/** Whether files can be published in a store, each name once, and whether there is room for them. */
export async function storeFindings(store: ArtifactStore): Promise<Finding[]> {
  const file = store.whereIs('store.json');
  const place = path.dirname(file);
  try {
    await store.probe();
    const id = await store.id();
    const found = ok('store', `${place} takes files, each name once (id ${id})`);
    return path.isAbsolute(file) ? [found, await roomFinding('disk', place)] : [found];
  } catch (error) {
    return [mend('store', (error as Error).message)];
  }
}

/** Whether data sets can be read below a folder. */
export async function dataFinding(folder: string): Promise<Finding> {
  const what = 'data folder';
  try {
    await access(folder, constants.R_OK | constants.X_OK);
    if ((await stat(folder)).isDirectory()) return ok(what, folder);
    return mend(what, `${folder} is no folder. Set TEMPERA_DATA to the one that data sets lie in.`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'is not there' : `cannot be read (${code})`;
    return mend(what, `${folder} ${why}. Set TEMPERA_DATA to the folder that data sets lie in.`);
  }
}

/** How much room there is on the disk of a folder that is there. */
async function roomFinding(what: string, folder: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(folder);
  return diskFinding(what, folder, bavail * bsize);
}
