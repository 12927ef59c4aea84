import { mkdir, open } from 'node:fs/promises';
import path from 'node:path';

/** Makes a folder with all above it, so that each survives a power cut. */
export async function makeFolder(folder: string): Promise<void> {
  await (await makeFolderSoon(folder)).synced;
}

/** Makes a folder with all above it; `synced` resolves once each survives a power cut. */
export async function makeFolderSoon(folder: string): Promise<{ synced: Promise<unknown> }> {
  const first = await mkdir(folder, { recursive: true });
  const above: string[] = [];
  for (let made = folder; first !== undefined && made.length >= first.length; made = path.dirname(made)) {
    above.push(path.dirname(made));
  }
  const synced = Promise.all(above.map(syncFolder));
  // Whoever waits for it hears of a failure, whenever that is.
  synced.catch(() => undefined);
  return { synced };
}

const underway = new Map<string, { running: Promise<void>; next?: Promise<void> }>();

/** Puts the names in a folder on disk. Whoever asks while the disk is busy shares its next write. */
export async function syncFolder(folder: string): Promise<void> {
  const busy = underway.get(folder);
  if (busy) {
    busy.next ??= busy.running.catch(() => undefined).then(() => syncNow(folder));
    return busy.next;
  }
  return syncNow(folder);
}

function syncNow(folder: string): Promise<void> {
  const running = fsyncFolder(folder).finally(() => {
    if (underway.get(folder)?.running === running) underway.delete(folder);
  });
  underway.set(folder, { running });
  return running;
}

async function fsyncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch (error) {
    // Some network disks know no sync of a folder; their servers keep names by themselves.
    if (!unknownToDisk.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    await handle.close();
  }
}

const unknownToDisk = new Set(['EINVAL', 'ENOTSUP', 'EISDIR', 'EPERM']);
