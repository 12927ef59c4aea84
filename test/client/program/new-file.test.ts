import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { replaceFile, writeNewFile } from '../../../client/program/new-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempera-new-file-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('writeNewFile', () => {
  it('writes a file, in a folder that it makes', async () => {
    await writeNewFile(path.join(folder, 'deep/er/a.csv'), 'text');
    expect(await readFile(path.join(folder, 'deep/er/a.csv'), 'utf8')).toBe('text');
    expect(await readdir(path.join(folder, 'deep/er'))).toEqual(['a.csv']);
  });

  it('leaves a file that is there as it was', async () => {
    const file = path.join(folder, 'a.csv');
    await writeFile(file, 'hours of work');
    await expect(writeNewFile(file, 'text')).rejects.toThrow('a.csv is there already, and is not written over');
    expect(await readFile(file, 'utf8')).toBe('hours of work');
    expect(await readdir(folder)).toEqual(['a.csv']);
  });

  it('says why it cannot', async () => {
    await writeFile(path.join(folder, 'a'), '');
    await expect(writeNewFile(path.join(folder, 'a/b.csv'), 'text')).rejects.toThrow(/b\.csv cannot be written \(E/);
  });
});

describe('replaceFile', () => {
  it('writes over a file', async () => {
    const file = path.join(folder, 'a.jpeg');
    await replaceFile(file, 'old');
    await replaceFile(file, 'new');
    expect(await readFile(file, 'utf8')).toBe('new');
  });
});
