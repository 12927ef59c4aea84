import { describe, expect, it } from '@jest/globals';
import type { RunSpecInput } from '../../domain/spec/run-spec.ts';
import { findContradictions } from '../../domain/spec/spec-checks.ts';
import type { DataSource, Part, SourceRow } from '../../sources/source.ts';
import { splitSource } from '../../sources/split-source.ts';
import { specOf } from '../fakes/samples.ts';

type Own = Record<string, unknown> & { image?: string };

function sourceOf(rows: readonly Own[], test: readonly Own[] = []): DataSource {
  const parts: Partial<Record<Part, readonly Own[]>> = { all: rows, ...(test.length > 0 && { test }) };
  return {
    has: (part) => parts[part] !== undefined,
    files: async () => [],
    count: async (part) => parts[part]?.length ?? 0,
    requireUnchanged: async () => undefined,
    close: async () => undefined,
    async *read(part, positions): AsyncGenerator<SourceRow> {
      for (const [position, { image, ...columns }] of (parts[part] ?? []).entries()) {
        const images = image === undefined ? [] : [Buffer.from(image)];
        const where = `all.csv line ${position + 2}`;
        if (positions.has(position))
          yield { position, where, images, questions: undefined, answers: undefined, columns };
      }
    },
  };
}

type Data = RunSpecInput['data'];
const dataOf = (split: Data['split'], columns: Data['columns'] = {}, source: Partial<Data['source']> = {}) =>
  specOf({ data: { source: { all: 'all.csv', ...source }, split, columns: { question: 'q', ...columns } } }).data;

// What looks alike in another encoding has the same letters.
const pixels = async (bytes: Uint8Array) => Buffer.from(bytes).toString().toLowerCase();

async function split(rows: readonly Own[], data: ReturnType<typeof dataOf>, test: readonly Own[] = []) {
  const source = await splitSource(sourceOf(rows, test), data, pixels);
  const found: Record<string, unknown[]> = {};
  for (const part of ['train', 'validation', 'test', 'unlabelled'] as const) {
    if (!source.has(part)) continue;
    const count = await source.count(part);
    const read = await Array.fromAsync(source.read(part, new Set(Array.from({ length: count }, (_, n) => n))));
    expect(read.map(({ position }) => position)).toEqual([...read.keys()]);
    expect(read).toHaveLength(count);
    found[part] = read.map(({ columns }) => columns['q']);
  }
  return found;
}

describe('splitSource by a column', () => {
  it('takes the names that splits usually have', async () => {
    const rows = ['train', 'Test', 'dev', 'train', 'val'].map((set, row) => ({ q: row, set }));
    expect(await split(rows, dataOf({ column: 'set' }))).toEqual({ train: [0, 3], validation: [2, 4], test: [1] });
  });

  it('takes the values that the spec gives, and no row that says something else', async () => {
    const rows = ['a', 'b', 'c', 'd', 1].map((set, row) => ({ q: row, set }));
    const values = { train: ['a', 'b'], test: '1' };
    expect(await split(rows, dataOf({ column: 'set', values }))).toEqual({ train: [0, 1], test: [4] });
  });

  it('names a row that names no split', async () => {
    const rows = [
      { q: 0, set: 'train' },
      { q: 1, set: 'tset' },
    ];
    await expect(split(rows, dataOf({ column: 'set' }))).rejects.toThrow(
      'all.csv line 3: "set" is "tset", which names no split.',
    );
  });
});

describe('splitSource by shares', () => {
  const shares = { shares: { train: 0.5, test: 0.5 } };

  it('counts no row of a split to which none falls', async () => {
    const rule = dataOf({ shares: { train: 0.9999999, test: 0.0000001 } });
    const refusing = {
      ...sourceOf([{ q: 'a' }]),
      count: () => Promise.reject(new Error('data.source.test is missing')),
    };
    const source = await splitSource(refusing, rule, pixels);
    expect([await source.count('train'), await source.count('test')]).toEqual([1, 0]);
  });
  const numbered = (count: number, own: (n: number) => Own) =>
    Array.from({ length: count }, (_, n) => ({ q: `Who ${n}?`, ...own(n) }));

  it('keeps together what shares a cluster, a group, pixels or a prompt', async () => {
    const cases: [Data['columns'], (n: number) => Own][] = [
      [{ cluster: 'c' }, (n) => ({ c: `c${n % 9}`, image: `i${n}` })],
      [{ group: 'g' }, (n) => ({ g: `g${n % 9}`, image: `i${n}` })],
      [{}, (n) => ({ image: n % 2 === 0 ? `image ${n % 9}` : `IMAGE ${n % 9}` })],
      [{}, (n) => ({ q: n % 2 === 0 ? `Who ${n % 9}?` : ` who  ${n % 9}?` })],
    ];
    for (const [columns, own] of cases) {
      const rows = numbered(60, own).map((row, key) => ({ ...row, key, together: key % 9 }));
      const { train = [], test = [] } = await split(
        rows.map((row) => ({ ...row, q: row.q })),
        dataOf(shares, columns),
      );
      expect(train.length + test.length).toBe(60);
      expect(train.length).toBeGreaterThan(0);
      const inTrain = new Set(train.map((q) => rows.find((row) => row.q === q)?.together));
      const inTest = new Set(test.map((q) => rows.find((row) => row.q === q)?.together));
      expect(inTrain.isDisjointFrom(inTest)).toBe(true);
    }
  });

  it('leaves a split alone that has files of its own', async () => {
    const found = await split(
      numbered(10, () => ({})),
      dataOf({ shares: { train: 1 } }, {}, { test: 't' }),
      [{ q: 'own' }],
    );
    expect(found).toMatchObject({ train: { length: 10 }, test: ['own'] });
  });
});

describe('data.split in a spec', () => {
  const issues = (data: Partial<Data>) =>
    findContradictions(specOf({ data: { source: {}, ...data } as Data })).filter(
      ({ path }) => path[0] === 'data' || path[0] === 'on',
    );

  it.each([
    [{ source: { all: 'a' } }, ['on', 'data.source.all']],
    [{ source: { train: 'a', test: 'b' }, split: { column: 'set' } }, ['data.split']],
    [{ source: { all: 'a', test: 'b' }, split: { shares: { train: 0.5, test: 0.5 } } }, ['data.split.shares.test']],
    [{ source: { all: 'a' }, split: { shares: { train: 1 } } }, ['on']],
    [{ source: { all: 'a' }, split: { shares: { train: 0.8, test: 0.2 } } }, []],
    [{ source: { all: 'a' }, split: { column: 'set' } }, []],
  ])('finds what contradicts itself in %j', (data, paths) => {
    expect(issues(data).map(({ path }) => path.join('.'))).toEqual(paths);
  });

  it('refuses shares that do not add up to 1', () => {
    expect(() => dataOf({ shares: { train: 0.8, test: 0.1 } })).toThrow('shares must add up to 1');
  });
});
