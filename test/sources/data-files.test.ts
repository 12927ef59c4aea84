import { createHash } from 'node:crypto';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findDataFiles, openDataFiles } from '../../sources/data-files.ts';
import { InputError } from '../../sources/source.ts';
import { type DataFolder, makeDataFolder } from '../fakes/data-folder.ts';

let at: DataFolder;

beforeEach(async () => {
  at = await makeDataFolder();
  await mkdir(path.join(at.data, 'covers'), { recursive: true });
  await mkdir(path.join(at.folder, 'other'));
  for (const name of ['data/covers/b-1.parquet', 'data/covers/a-2.parquet', 'data/x.parquet', 'other/secret.parquet']) {
    await writeFile(path.join(at.folder, name), name);
  }
});
afterEach(() => at.remove());

const found = async (pattern: string) =>
  (await findDataFiles(at.data, pattern)).map((file) => path.relative(at.data, file));

describe('findDataFiles', () => {
  it.each([
    ['that leads nowhere', '/nowhere.parquet', 'ENOENT'],
    ['to itself', 'z.parquet', 'ELOOP'],
  ])('names a link %s', async (_, target, code) => {
    await symlink(target, path.join(at.data, 'z.parquet'));
    const refused = found('*.parquet');
    await expect(refused).rejects.toThrow(InputError);
    await expect(refused).rejects.toThrow(`data file "z.parquet" cannot be found (${code})`);
  });

  it('finds one file by its name, and several by a pattern in the order of their names', async () => {
    expect(await found('x.parquet')).toEqual(['x.parquet']);
    expect(await found('covers/*.parquet')).toEqual(['covers/a-2.parquet', 'covers/b-1.parquet']);
  });

  it('names the pattern and the folder when there is nothing', async () => {
    await expect(found('none-*.parquet')).rejects.toThrow(
      `no file "none-*.parquet" in the data folder ${at.data}. Set TEMPERA_DATA, for client and worker, to the folder that holds it.`,
    );
  });

  it.each(['../other/secret.parquet', 'covers/../../other/*.parquet', '{..,covers}/other/secret.parquet'])(
    'refuses to leave the data folder by %s',
    async (pattern) => {
      await expect(found(pattern)).rejects.toThrow(InputError);
      await expect(found(pattern)).rejects.toThrow(/lies outside the data folder/);
    },
  );

  it('refuses an absolute path', async () => {
    await expect(found(path.join(at.data, 'x.parquet'))).rejects.toThrow(/lies outside the data folder/);
  });

  it('refuses a link that leads out of the data folder, of a file and of a folder', async () => {
    await symlink(path.join(at.folder, 'other/secret.parquet'), path.join(at.data, 'link.parquet'));
    await symlink(path.join(at.folder, 'other'), path.join(at.data, 'linked'));
    await expect(found('link.parquet')).rejects.toThrow('"link.parquet" lies outside the data folder');
    await expect(found('linked/*.parquet')).rejects.toThrow('"linked/secret.parquet" lies outside the data folder');
  });

  it('follows a link that stays inside', async () => {
    await symlink(path.join(at.data, 'x.parquet'), path.join(at.data, 'covers/c.parquet'));
    expect(await found('covers/c.parquet')).toEqual(['covers/c.parquet']);
  });

  it('takes a data folder that is itself a link', async () => {
    await symlink(at.data, path.join(at.folder, 'linked-data'));
    expect(await findDataFiles(path.join(at.folder, 'linked-data'), 'x.parquet')).toHaveLength(1);
  });
});

describe('openDataFiles', () => {
  it('identifies files by path, length and hash, split by split, and tells how far it is', async () => {
    const told: number[] = [];
    const source = { kind: 'parquet', test: 'covers/*.parquet', train: 'x.parquet' } as const;
    const opened = openDataFiles(at.data, source);
    const files = await opened.describe(({ done, total }) => told.push(done / total));
    expect(files).toEqual([fileOf('x.parquet', 'train'), fileOf('covers/a-2.parquet'), fileOf('covers/b-1.parquet')]);
    expect(told).toEqual([14 / 60, 37 / 60, 1]);
    await opened.requireUnchanged();
    await opened.close();
  });

  function fileOf(name: string, split = 'test') {
    const content = `data/${name}`;
    const sha256 = createHash('sha256').update(content).digest('hex');
    return { path: name, split, bytes: content.length, sha256 };
  }
});
