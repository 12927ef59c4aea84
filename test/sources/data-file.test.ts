import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openDataFile } from '../../sources/data-file.ts';
import { InputError } from '../../sources/source.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempera-data-file-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('openDataFile', () => {
  it('refuses a pipe, which nobody may ever write to, a device and a folder', async () => {
    const pipe = path.join(folder, 'test.parquet');
    execFileSync('mkfifo', [pipe]);
    await expect(openDataFile(pipe)).rejects.toThrow(`${pipe} is no regular file but a pipe`);
    await expect(openDataFile('/dev/zero')).rejects.toThrow('/dev/zero is no regular file but a device');
    await expect(openDataFile(folder)).rejects.toThrow(InputError);
  });

  it('says which file cannot be read', async () => {
    await expect(openDataFile(path.join(folder, 'none'))).rejects.toThrow('none cannot be read (ENOENT).');
  });
});
