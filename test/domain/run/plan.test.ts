import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { answersFolder, defaultSettings, shardsOf } from '../../../domain/run/plan.ts';

const sizes = fc.record({
  rows: fc.integer({ min: 0, max: 3000 }),
  pageRows: fc.integer({ min: 1, max: 1000 }),
  shardRows: fc.integer({ min: 1, max: 200 }),
});

describe('shardsOf', () => {
  it('holds every row once, in order', () => {
    fc.assert(
      fc.property(sizes, ({ rows, pageRows, shardRows }) => {
        const held = shardsOf(rows, pageRows, shardRows).flatMap(({ page, from, to }) =>
          Array.from({ length: to - from }, (_, row) => page * pageRows + from + row),
        );
        expect([held.length, held.find((row, place) => row !== place)]).toEqual([rows, undefined]);
      }),
    );
  });

  it('makes no shard empty, larger than asked, or over the end of a page, and numbers them', () => {
    fc.assert(
      fc.property(sizes, ({ rows, pageRows, shardRows }) => {
        const wrong = shardsOf(rows, pageRows, shardRows).filter(
          ({ index, from, to }, place) => index !== place || to <= from || to - from > shardRows || to > pageRows,
        );
        expect(wrong).toEqual([]);
      }),
    );
  });

  it.each([
    ['a last shard of one row', 101, { index: 2, page: 0, from: 100, to: 101 }],
    ['a last page of one row', 1001, { index: 20, page: 1, from: 0, to: 1 }],
    ['a last shard that is full', 100, { index: 1, page: 0, from: 50, to: 100 }],
  ])('has %s', (_, rows, last) => {
    expect(shardsOf(rows, 1000, 50).at(-1)).toEqual(last);
  });

  it('has none without rows', () => {
    expect(shardsOf(0, 1000, 50)).toEqual([]);
  });
});

describe('answersFolder', () => {
  it('gives a model that was tuned anew a folder of its own, and no other', () => {
    const [tuned, base] = [
      { name: 'mine', model: 'tuned' },
      { name: 'base', model: 'base-model' },
    ];
    expect([1, 2].map((generation) => answersFolder(tuned, generation))).toEqual(['mine', 'mine@2']);
    expect([1, 2].map((generation) => answersFolder(base, generation))).toEqual(['base', 'base']);
  });
});

describe('defaultSettings', () => {
  it('are sizes and times that can be worked with', () => {
    expect(defaultSettings.pageRows).toBeLessThanOrEqual(1000);
    expect(defaultSettings.shardRows).toBeLessThanOrEqual(defaultSettings.pageRows);
    for (const value of Object.values(defaultSettings)) expect(value).toBeGreaterThan(0);
  });
});
