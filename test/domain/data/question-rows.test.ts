import { describe, expect, it } from '@jest/globals';
import type { QuestionGroup } from '../../../domain/data/question-group.ts';
import { explode } from '../../../domain/data/rows.ts';
import type { Split } from '../../../domain/data/sample.ts';
import type { RunSpecInput } from '../../../domain/spec/run-spec.ts';
import { groupOf } from '../../fakes/rows.ts';
import { specOf } from '../../fakes/samples.ts';

type Data = Omit<RunSpecInput['data'], 'source'>;
const rowAt = (line: number, columns: Record<string, unknown>): QuestionGroup =>
  groupOf({
    position: line,
    where: `train.csv line ${line}`,
    questions: undefined,
    answers: undefined,
    images: [],
    columns,
  });

function exploded(
  columns: NonNullable<Data['columns']>,
  rows: QuestionGroup[],
  own: Data = {},
  split: Split = 'train',
) {
  return explode(split, rows, specOf({ data: { source: { test: 't' }, columns, ...own } }).data);
}

describe('explode with one question a row', () => {
  it('asks every row the text that the spec has for all', () => {
    const columns = { question: { text: 'Is it {ripe}?' }, answer: 'label' };
    const { rows } = exploded(columns, [rowAt(2, { label: 'yes' }), rowAt(3, { label: 'no' })]);
    expect(rows.map(({ question, targets }) => [question, targets])).toEqual([
      ['Is it {ripe}?', ['yes']],
      ['Is it {ripe}?', ['no']],
    ]);
  });

  it('takes question, answer, id, group and cluster from their columns, with the place of the row', () => {
    const columns = { question: 'ask', answer: 'label', id: 'key', group: 'order', cluster: 'customer' };
    const values = { ask: ' Who? ', label: 'Ann', key: 7, order: 'o1', customer: 12n };
    expect(exploded(columns, [rowAt(2, values)]).rows).toEqual([
      {
        row: 0,
        question: 'Who?',
        targets: ['Ann'],
        slices: {},
        images: [],
        ownId: '7',
        where: 'train.csv line 2',
        group: 'o1',
        cluster: '12',
      },
    ]);
  });

  it('fills a template once: braces in the data stay as they are', () => {
    const rows = [rowAt(2, { title: 'A {ask}', ask: 'Who {title}?', answer: 'x' })];
    expect(exploded({ question: '{title}: {ask}' }, rows).rows[0]?.question).toBe('A {ask}: Who {title}?');
  });

  it('accepts each answer of a list, and writes numbers, dates and truth values as they are read', () => {
    const answers = [['Ann', ' Anne ', ''], 0.5, new Date('2024-01-02'), true];
    const rows = answers.map((answer, n) => rowAt(n + 2, { q: 'Who?', answer }));
    expect(exploded({ question: 'q' }, rows).rows.map(({ targets }) => targets)).toEqual([
      ['Ann', 'Anne'],
      ['0.5'],
      ['2024-01-02'],
      ['true'],
    ]);
  });

  it('names the rows that lack something or hold no text, by line and column, and says how to leave them', () => {
    const rows = [
      rowAt(2, { q: 'Who?', answer: ' ' }),
      rowAt(3, { q: null, answer: 'Ann' }),
      rowAt(4, { q: 'Who?', answer: { text: 'Ann' } }),
      ...Array.from({ length: 4 }, (_, n) => rowAt(5 + n, { q: 'Who?', answer: [] })),
    ];
    expect(() => exploded({ question: 'q' }, rows)).toThrow(
      [
        'train.csv line 2: "answer" is missing',
        'train.csv line 3: "q" is missing',
        'train.csv line 4: "answer" holds a struct and no text',
        'train.csv line 5: "answer" is missing',
        'train.csv line 6: "answer" is missing',
        'and 2 more',
        'Mend the rows, or say data.badRows: leave, which leaves such rows out and counts them.',
      ].join('\n'),
    );
  });

  it('names bad rows by their lines in order, however the split was shuffled', () => {
    const rows = [11, 2, 9, 100].map((line) => rowAt(line, { q: 'Who?', answer: '' }));
    expect(() => exploded({ question: 'q' }, rows)).toThrow(
      /line 2: .*\ntrain\.csv line 9: .*\ntrain\.csv line 11: .*\ntrain\.csv line 100: .*\nMend the rows/,
    );
  });

  it('leaves 17 bad rows of 100,000 out where the spec says so, and counts them by reason', () => {
    const rows = Array.from({ length: 100_000 }, (_, n) =>
      rowAt(n + 2, { q: n % 10_000 === 3 ? '' : `Who ${n}?`, answer: n % 15_000 === 4 ? null : 'Ann' }),
    );
    const { rows: kept, leftOut } = exploded({ question: 'q' }, rows, { badRows: 'leave' });
    expect(leftOut).toEqual({ '"q" is missing': 10, '"answer" is missing': 7 });
    expect(kept).toHaveLength(99_983);
    expect(kept.map(({ row }) => row)).toEqual([...kept.keys()]);
  });

  it('tells what a source could not read like any other bad row', () => {
    const problem = { why: 'it has 3 cells, and the header 4', reason: 'unreadable row' };
    const rows = [{ ...rowAt(2, {}), problem }, rowAt(3, { q: 'Who?', answer: 'Ann' })];
    expect(() => exploded({ question: 'q' }, rows)).toThrow(
      'train.csv line 2: it has 3 cells, and the header 4. Mend the row,',
    );
    expect(exploded({ question: 'q' }, rows, { badRows: 'leave' })).toMatchObject({ leftOut: { 'unreadable row': 1 } });
  });

  it('refuses an id that is given twice, and names both places', () => {
    const rows = [rowAt(4, { q: 'Who?', answer: 'Ann', id: 'a' }), rowAt(17, { q: 'Why?', answer: 'So', id: 'a' })];
    for (const badRows of ['stop', 'leave'] as const) {
      expect(() => exploded({ question: 'q', id: 'id' }, rows, { badRows })).toThrow(
        'train.csv line 17: id "a" was given in train.csv line 4 too.',
      );
    }
  });

  it('needs no answer of unlabelled rows, whose column may be missing', () => {
    const rows = [rowAt(2, { q: 'Who?' })];
    expect(exploded({ question: 'q' }, rows, {}, 'unlabelled').rows).toMatchObject([{ question: 'Who?', targets: [] }]);
    expect(() => exploded({ question: 'q', answer: null }, rows)).toThrow('train.csv line 2: "answer" is missing');
  });

  it('keeps lists of questions apart by group and cluster too', () => {
    const group = groupOf({
      where: 'a.parquet row 3',
      questions: ['Who?'],
      answers: ['Ann'],
      columns: { g: 'x', c: null },
    });
    expect(exploded({ group: 'g', cluster: 'c' }, [group]).rows).toEqual([
      { row: 0, question: 'Who?', targets: ['Ann'], slices: {}, images: group.images, group: 'x' },
    ]);
  });

  it('leaves rows out whose lists do not pair off, where the spec says so', () => {
    const groups = [groupOf({ questions: ['Who?'], answers: [] }), groupOf()];
    expect(exploded({}, groups, { badRows: 'leave' })).toMatchObject({
      rows: [{ question: 'Who?' }],
      leftOut: { 'unreadable questions or answers': 1 },
    });
  });
});
