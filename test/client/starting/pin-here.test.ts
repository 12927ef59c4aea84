import { appendFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pinHere } from '../../../client/starting/pin-here.ts';
import { pinData } from '../../../runs/pin.ts';
import { coversData, type DataFolder, makeDataFolder, writeCovers } from '../../fakes/data-folder.ts';
import { specOf } from '../../fakes/samples.ts';

let at: DataFolder;

beforeEach(async () => {
  at = await makeDataFolder();
  await writeCovers(at.data);
});
afterEach(() => at.remove());

const pinOfFolder = async () => {
  const pin = await pinHere(specOf({ data: coversData }), at.data);
  if (!pin) throw new Error('the data is there');
  return pin;
};

describe('pinHere', () => {
  it('gives the same for the same files, and names them', async () => {
    const pin = await pinOfFolder();
    expect(await pinOfFolder()).toEqual(pin);
    expect(pin.sources.map((file) => file.path)).toEqual(['train.parquet', 'validation.parquet', 'test.parquet']);
  });

  it.each([
    ['a file', () => rm(path.join(at.data, 'test.parquet'))],
    ['the whole folder', () => rm(at.data, { recursive: true })],
  ])('leaves it to whoever has the data when %s lies elsewhere', async (_, remove) => {
    await remove();
    expect(await pinHere(specOf({ data: coversData }), at.data)).toBeUndefined();
  });

  it('refuses a path that leaves the folder', async () => {
    const data = { source: { ...coversData.source, test: '../x.parquet' } };
    await expect(pinHere(specOf({ data }), at.data)).rejects.toThrow(/lies outside the data folder/);
  });
});

describe('pinData', () => {
  it('takes the same data again, and refuses other data by both fingerprints and the files that differ', async () => {
    const [then, run] = [await pinOfFolder(), 'run'];
    await pinData(at.store, run, then);
    await pinData(at.store, run, then);
    await appendFile(path.join(at.data, 'test.parquet'), ' ');
    const now = await pinOfFolder();
    await expect(pinData(at.store, run, now)).rejects.toThrow(
      `fingerprint ${then.fingerprint} then, ${now.fingerprint} now, different in test.parquet. Put the earlier`,
    );
  });
});
