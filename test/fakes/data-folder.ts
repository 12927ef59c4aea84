import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openRuns } from '../../runs/open-runs.ts';
import { fakeRows, writeParquet } from './parquet.ts';

/** A data folder and an artifact store that vanish after the test. */
export async function makeDataFolder() {
  const folder = await mkdtemp(path.join(tmpdir(), 'tempera-prepare-'));
  const data = path.join(folder, 'data');
  return {
    folder,
    data,
    store: openRuns(path.join(folder, 'store')),
    remove: () => rm(folder, { recursive: true }),
  };
}

export type DataFolder = Awaited<ReturnType<typeof makeDataFolder>>;

/** Sizes of {@link writeCovers}. */
export const coverCounts = { train: 12, validation: 4, test: 8 };

/** Three splits of images with two questions each, in row groups of five. */
export async function writeCovers(data: string): Promise<void> {
  let first = 0;
  for (const [split, count] of Object.entries(coverCounts)) {
    await writeParquet(path.join(data, `${split}.parquet`), await fakeRows(count, first), { groupRows: 5 });
    first += count;
  }
}

/** The data part of a spec over {@link writeCovers}. */
export const coversData = {
  source: { train: 'train.parquet', validation: 'validation.parquet', test: 'test.parquet' },
};
