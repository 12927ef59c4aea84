import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { patternOf } from '../../../client/proposal/pattern.ts';
import { findDataFiles } from '../../../sources/data-files.ts';

const files = ['train-0.csv', 'train-1.csv', 'train-10.csv', 'test-0.csv', 'a[1]-0.csv', 'a[1]-1.csv', 'a1-0.csv'];
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempera-pattern-'));
  for (const file of files) await writeFile(path.join(folder, file), '');
});
afterAll(() => rm(folder, { recursive: true }));

describe('patternOf', () => {
  it.each([
    [['train-0.csv', 'train-1.csv', 'train-10.csv'], 'train-*.csv'],
    [['a[1]-0.csv', 'a[1]-1.csv'], 'a[[]1]-*.csv'],
    [['test-0.csv'], 'test-0.csv'],
  ])('of %j finds these alone', async (own, pattern) => {
    const others = files.filter((file) => !own.includes(file));
    expect(patternOf(own, others)).toBe(pattern);
    const found = await findDataFiles(folder, pattern);
    expect(found.map((file) => path.basename(file))).toEqual(own.toSorted());
  });

  it('is none where others would be found too', () => {
    expect(patternOf(['train-0.csv', 'test-0.csv'], ['x-0.csv'])).toBe('t*-0.csv');
    expect(patternOf(['train-0.csv', 'test-0.csv'], ['tuned-0.csv'])).toBeUndefined();
    expect(patternOf(['a/0.csv', 'b/0.csv'], [])).toBeUndefined();
  });
});
