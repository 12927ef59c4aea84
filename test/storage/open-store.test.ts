import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { absoluteLocation, openStore } from '../../storage/open-store.ts';

describe('openStore', () => {
  it('opens a folder', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'tempera-open-'));
    const ref = await openStore(folder).publish({ key: 'x', mediaType: 'text/plain', content: 'here' });
    expect((await openStore(folder).read(ref)).toString()).toBe('here');
    await rm(folder, { recursive: true });
  });

  it.each(['file', 'file/below', 'file/far/below'])('refuses %s, which is or lies below a file', async (location) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'tempera-open-'));
    await writeFile(path.join(folder, 'file'), '');
    expect(() => openStore(path.join(folder, location))).toThrow(/TEMPERA_STORE is ".*", but .*file is no folder/);
    expect(() => openStore(path.join(folder, 'not', 'yet', 'there'))).not.toThrow();
    await rm(folder, { recursive: true });
  });

  it.each(['gs://bucket/x', 'https://host/x', 'S4:x'])('refuses %s in a sentence', (location) => {
    expect(() => openStore(location)).toThrow(/TEMPERA_STORE is ".*", and stores of the kind ".*:" are not known/);
  });
});

describe('a location on S3', () => {
  it.each([
    ['s3://bucket', 's3://bucket/runs/x'],
    ['s3://bucket/', 's3://bucket/runs/x'],
    ['s3://my.bucket-1/a/b_c', 's3://my.bucket-1/a/b_c/runs/x'],
    ['S3://bucket/a/', 's3://bucket/a/runs/x'],
  ])('%s is opened without a look at it', (location, place) => {
    expect(openStore(location).whereIs('runs/x')).toBe(place);
  });

  it.each([
    's3:',
    's3:bucket',
    's3://',
    's3://Big',
    's3://a',
    's3://bucket//a',
    's3://bucket/a/../b',
    's3://bucket/a?b',
  ])('is refused in a sentence: %s', (location) => {
    expect(() => openStore(location)).toThrow(/TEMPERA_STORE is ".*", but .*: name it as s3:\/\/bucket\/prefix/);
  });
});

describe('absoluteLocation', () => {
  it('is the same from every folder', () => {
    expect(absoluteLocation('store')).toBe(path.resolve('store'));
    expect(absoluteLocation('s3://bucket/store')).toBe('s3://bucket/store');
  });
});
