import { describe, expect, it } from '@jest/globals';
import { configsOfCard } from '../../../sources/hub/card.ts';
import { layoutOf, layoutOfConversion } from '../../../sources/hub/layout.ts';
import { pathsMatching } from '../../../sources/hub/patterns.ts';

const shown = (layout: ReturnType<typeof layoutOf>) =>
  layout && {
    ...Object.fromEntries([...layout.configs].map(([config, splits]) => [config, Object.fromEntries(splits)])),
    usual: layout.usual,
  };
const layout = (paths: string[], readme = '') => shown(layoutOf('some/covers', paths, configsOfCard(readme)));

describe('layoutOf', () => {
  it('takes shards in data/ before anything else', () => {
    const shards = [
      'data/train-00001-of-00002-0a1b.parquet',
      'data/train-00000-of-00002-9f8e.parquet',
      'data/test-00000-of-00001.parquet',
    ];
    expect(layout([...shards, 'old/train.csv', 'README.md'])).toEqual({
      default: {
        test: ['data/test-00000-of-00001.parquet'],
        train: ['data/train-00000-of-00002-9f8e.parquet', 'data/train-00001-of-00002-0a1b.parquet'],
      },
      usual: 'default',
    });
  });

  it.each([
    [
      ['training/a.csv', 'x/dev-1/b.csv', 'my.eval/c.csv'],
      { train: ['training/a.csv'], validation: ['x/dev-1/b.csv'], test: ['my.eval/c.csv'] },
    ],
    [
      ['train.jsonl', 'my_valid_2.jsonl', 'latest.jsonl', 'testing-1.jsonl'],
      { train: ['train.jsonl'], validation: ['my_valid_2.jsonl'], test: ['testing-1.jsonl'] },
    ],
    [['b.csv', 'a/latest.csv', '.hidden.csv', '__made__/x.csv'], { train: ['a/latest.csv', 'b.csv'] }],
  ])('reads folders, then names, else takes all as train: %j', (paths, splits) => {
    expect(layout(paths)).toEqual({ default: splits, usual: 'default' });
  });

  it('leaves what has a loading script or no tables to the conversion of the hub', () => {
    expect(layout(['covers.py', 'train.csv'])).toBeUndefined();
    expect(layout(['train/a.png', 'train/b.png', 'train/metadata.csv'])).toBeUndefined();
    expect(layout(['README.md'])).toBeUndefined();
    expect(
      shown(
        layoutOfConversion([
          'default/train/0001.parquet',
          'default/train/0000.parquet',
          'default/partial-test/0000.parquet',
          'x.md',
        ]),
      ),
    ).toEqual({
      default: {
        train: ['default/train/0000.parquet', 'default/train/0001.parquet'],
        'partial-test': ['default/partial-test/0000.parquet'],
      },
      usual: 'default',
    });
  });

  it('reads configurations of a card, whatever way they are written', () => {
    const readme = `---
license: mit
configs:
- config_name: small
  default: true
  data_files:
  - split: train
    path: "s/*.csv"
  - split: test
    path: [t/b.csv, t/a.csv]
- config_name: big
  data_dir: ./big/
- config_name: one
  data_files: one.csv
---
# Covers
---
`;
    const paths = [
      's/2.csv',
      's/1.csv',
      's/no/3.csv',
      't/a.csv',
      't/b.csv',
      'big/train.csv',
      'big/test.csv',
      'one.csv',
    ];
    expect(layout(paths, readme)).toEqual({
      small: { train: ['s/1.csv', 's/2.csv'], test: ['t/b.csv', 't/a.csv'] },
      big: { train: ['big/train.csv'], test: ['big/test.csv'] },
      one: { train: ['one.csv'] },
      usual: 'small',
    });
  });

  const aliases = `---\na: &a [${'x, '.repeat(20)}]\nb: &b [${'*a, '.repeat(20)}]\nconfigs: [${'*b, '.repeat(20)}]\n---\n`;
  it.each([
    ...['---\nconfigs: 7\n---\n', '---\nconfigs: [\n---\n', '# no head', '---\n&a [*a, *a]: {}\n---', '', aliases],
  ])('goes by names where a card lists nothing that can be read: %j', (readme) => {
    expect(layout(['train.csv'], readme)).toEqual({ default: { train: ['train.csv'] }, usual: 'default' });
  });
});

describe('pathsMatching', () => {
  it.each([
    ['data/*.csv', ['data/a.csv']],
    ['**/*.csv', ['data/a.csv', 'data/deep/b.csv', 'top.csv']],
    ['data/**', ['data/a.csv', 'data/deep/b.csv']],
    ['./top.*', ['top.csv']],
    ['data/[!b].csv', ['data/a.csv']],
    ['data/[a-c]?csv', ['data/a.csv']],
    ['.git/*', ['.git/x.csv']],
    ['__x/*', ['__x/y.csv']],
    ['data/[z-a].csv', []],
    ['data/(a|b).csv', []],
  ])('%s', (pattern, found) => {
    expect(pathsMatching(['top.csv', 'data/a.csv', 'data/deep/b.csv', '.git/x.csv', '__x/y.csv'], pattern)).toEqual(
      found,
    );
  });

  it('is not slowed by a head that tries to', () => {
    const keys = Array.from({ length: 40_000 }, (_, at) => `k${at}: 1\n`).join('');
    const configs = 'configs:\n- config_name: a\n  data_files: test.csv\n';
    expect(configsOfCard(`---\n${keys}${configs}---\n`)).toMatchObject([{ name: 'a' }]);
  });

  it('is not slowed by a pattern that tries to', () => {
    expect(pathsMatching([`${'a'.repeat(5000)}.csv`], `${'*a'.repeat(30)}*b`)).toEqual([]);
  });
});
