import { writeSync } from 'node:fs';
import fs, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { activityAtWork, type Reach } from './activity-at-work.ts';
import type { InFlight } from './in-flight.ts';

/** Watches the files that activities publish, and the records that they append. */
export async function watchFiles(reach: Reach, inFlight: InFlight = { add: () => undefined }): Promise<void> {
  watchNames(reach);
  await watchRecords(reach, inFlight);
}

/** A file is complete before it gets its name. The store's own has one: who asks for it offers another, and loses. */
function watchNames(reach: Reach): void {
  const named = (give: (from: string, to: string) => Promise<void>) => async (from: string, to: string) => {
    if (path.basename(to) === 'store.json') return give(from, to);
    reach('file complete');
    await give(from, to);
    reach('file named');
  };
  Object.assign(fs, { link: named(fs.link), rename: named(fs.rename) });
  syncBuiltinESMExports();
}

/** Node shares the functions of its file handles, but exports them nowhere. */
async function watchRecords(reach: Reach, inFlight: InFlight): Promise<void> {
  const handle = await fs.open(import.meta.filename);
  const handles: FileHandle = Object.getPrototypeOf(handle);
  await handle.close();
  const { appendFile, datasync } = handles;
  const unsynced = new WeakMap<FileHandle, number>();

  Object.assign(handles, {
    async appendFile(this: FileHandle, records: string) {
      reach('record begun');
      reach('record torn', () => writeSync(this.fd, records.slice(0, records.length / 2)));
      await Reflect.apply(appendFile, this, [records]);
      reach('record written');
      unsynced.set(this, callsIn(records));
    },
    async datasync(this: FileHandle) {
      await Reflect.apply(datasync, this, []);
      inFlight.add(-(unsynced.get(this) ?? 0));
      unsynced.delete(this);
    },
  });
}

/** Calls whose answers or ratings are among records: each says how often it was asked for; others are notes about files. */
export function callsIn(records: string): number {
  const activity = activityAtWork();
  const isAsking = activity === 'answerShard' || activity === 'judgeShard';
  return isAsking ? records.split('\n').filter((record) => record.includes('"attempts":')).length : 0;
}
