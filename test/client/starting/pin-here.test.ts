import { appendFile, rm, writeFile } from 'node:fs/promises';
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
  const here = await pinHere(specOf({ data: coversData }), at.data);
  if (!here) throw new Error('the data is there');
  return here.pin;
};

describe('pinHere', () => {
  it('gives the same for the same files, and names them', async () => {
    const pin = await pinOfFolder();
    expect(await pinOfFolder()).toEqual(pin);
    expect(pin.sources.map((file) => file.path)).toEqual(['train.parquet', 'validation.parquet', 'test.parquet']);
  });

  it('counts the images that are asked about, without reading them', async () => {
    const images = async (test: number | 'all') =>
      (await pinHere(specOf({ data: { ...coversData, take: { test } } }), at.data))?.images;
    expect([await images('all'), await images(2), await images(1000)]).toEqual([8, 2, 8]);
  });

  it('leaves a source that cannot be read to whoever prepares it', async () => {
    await writeFile(path.join(at.data, 'test.parquet'), 'no Parquet');
    expect(await pinHere(specOf({ data: coversData }), at.data)).toEqual({ pin: expect.anything() });
  });

  it.each([
    ['a file', () => rm(path.join(at.data, 'test.parquet'))],
    ['the whole folder', () => rm(at.data, { recursive: true })],
  ])('leaves it to whoever has the data when %s lies elsewhere', async (_, remove) => {
    await remove();
    const spec = specOf({ data: coversData });
    expect(await pinHere(spec, at.data)).toBeUndefined();
    // Where the one worker is on this machine, nobody else has it.
    await expect(pinHere(spec, at.data, { liesHere: true })).rejects.toThrow(/no file ".*parquet" in the data folder/);
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
