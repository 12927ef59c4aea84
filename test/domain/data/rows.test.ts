import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { QuestionGroup } from '../../../domain/data/question-group.ts';
import { explode } from '../../../domain/data/rows.ts';
import type { RunSpecInput } from '../../../domain/spec/run-spec.ts';
import { groupOf, imageNamed } from '../../fakes/rows.ts';
import { specOf } from '../../fakes/samples.ts';

const dataOf = (slices: NonNullable<RunSpecInput['data']['slices']> = {}) =>
  specOf({ data: { source: { test: 'test.parquet' }, slices } }).data;
const exploded = (...groups: QuestionGroup[]) => explode('train', groups, dataOf());

describe('explode', () => {
  it('makes a row of each question, numbered from 0 in the order of the images', () => {
    const first = groupOf({
      position: 8,
      images: [imageNamed('a')],
      questions: ['Who?', 'What?'],
      answers: ['Ann', 'It'],
    });
    const second = groupOf({ position: 2, images: [imageNamed('b')], questions: ['Who?'], answers: ['Ben'] });
    expect(exploded(first, second)).toEqual({
      rows: [
        { row: 0, images: [imageNamed('a')], question: 'Who?', targets: ['Ann'], slices: {} },
        { row: 1, images: [imageNamed('a')], question: 'What?', targets: ['It'], slices: {} },
        { row: 2, images: [imageNamed('b')], question: 'Who?', targets: ['Ben'], slices: {} },
      ],
      leftOut: {},
    });
  });

  it('takes one text for a list of one', () => {
    expect(exploded(groupOf({ questions: 'Who?', answers: 'Ann' })).rows).toHaveLength(1);
  });

  it('leaves out what cannot be asked or graded, and counts it by reason', () => {
    const groups = [
      groupOf({ questions: [], answers: [] }),
      groupOf({ questions: null, answers: undefined }),
      groupOf({ questions: ['', ' ', null, 'Who?', 'Where?'], answers: ['Ann', 'Ann', 'Ann', ' ', 'Here'] }),
    ];
    expect(exploded(...groups)).toMatchObject({
      rows: [{ row: 0, question: 'Where?', targets: ['Here'] }],
      leftOut: { 'image without questions': 2, 'empty question': 3, 'empty answer': 1 },
    });
  });

  it.each([
    { questions: ['Who?', 'What?'], answers: ['Ann'] },
    { questions: ['Who?', 'What?'], answers: null },
    { questions: [], answers: ['Ann', 'It'] },
  ])('refuses lists that do not pair off: %j', ({ questions, answers }) => {
    const group = groupOf({ position: 5, questions, answers });
    expect(() => exploded(group)).toThrow(
      /^train image 5: \d questions but \d answers; the two lists must be of equal length$/,
    );
  });

  it('names a value that is no text', () => {
    const group = groupOf({ position: 3, questions: ['Who?', 'When?'], answers: ['Ann', 1922] });
    expect(() => exploded(group)).toThrow('train image 3: answers[1]: expected a text, got the number 1922. Write');
  });

  it.each([
    [7n, /got the number 7\. .*ClassLabel.*int2str/],
    [true, /got true\. Write Yes and No/],
    [['a', 'b'], /got a list\. .*keep one text of each/],
    [{ text: 'a' }, /got a struct\. Keep the text/],
    [new Date(0), /got a date\. Write dates as texts/],
  ])('says of an answer %p what it is, where, and what to do', (answer, message) => {
    const group = groupOf({ where: 'a.parquet row 17', questions: ['Who?'], answers: [answer] });
    expect(() => exploded(group)).toThrow(message);
    expect(() => exploded(group)).toThrow(/^train image 0 \(a\.parquet row 17\): answers\[0\]: expected a text/);
  });

  it('leaves out a question whose only answer is missing, as in a list', () => {
    const groups = [
      groupOf({ questions: 'Who?', answers: null }),
      groupOf({ questions: undefined, answers: 'Ann' }),
      groupOf({ questions: 'Who?', answers: 'Ann' }),
    ];
    expect(exploded(...groups)).toMatchObject({
      rows: [{ row: 0, targets: ['Ann'] }],
      leftOut: { 'empty answer': 1, 'empty question': 1 },
    });
  });

  it('names the slice of a row in every dimension', () => {
    const data = dataOf({ genre: { column: 'genre' }, type: [{ name: 'Author', questions: ['Who?'] }] });
    const group = groupOf({ questions: ['Who?', 'What?'], answers: ['Ann', 'It'], columns: { genre: 'Travel' } });
    expect(explode('test', [group], data).rows.map(({ slices }) => slices)).toEqual([
      { genre: 'Travel', type: 'Author' },
      { genre: 'Travel', type: 'Other' },
    ]);
  });

  it('accounts for every question and every image without one', () => {
    const text = fc.option(fc.constantFrom('', '  ', 'Who?', ' What? '));
    const lists = fc.array(fc.tuple(text, text), { maxLength: 5 });
    fc.assert(
      fc.property(fc.array(lists, { maxLength: 8 }), (images) => {
        const groups = images.map((pairs, position) =>
          groupOf({
            position,
            questions: pairs.map(([question]) => question),
            answers: pairs.map(([, answer]) => answer),
          }),
        );
        const { rows, leftOut } = exploded(...groups);
        const left = Object.values(leftOut).reduce((sum, count) => sum + count, 0);
        expect(rows.length + left).toBe(images.reduce((sum, pairs) => sum + Math.max(pairs.length, 1), 0));
        expect(rows.map(({ row }) => row)).toEqual([...rows.keys()]);
        expect(
          rows.every(({ question, targets }) => question !== '' && targets.length === 1 && targets[0] !== ''),
        ).toBe(true);
      }),
    );
  });
});
