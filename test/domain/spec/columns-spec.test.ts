import { describe, expect, it } from '@jest/globals';
import {
  answerColumns,
  imageColumns,
  isQuestionARow,
  itemColumns,
  valueColumns,
} from '../../../domain/data/columns.ts';
import { Columns } from '../../../domain/spec/columns-spec.ts';
import { specOf } from '../../fakes/samples.ts';

describe('Columns', () => {
  it('knows lists by their usual names, in the order that fingerprints of earlier runs have', () => {
    expect(JSON.stringify(Columns.parse({}))).toBe('{"image":"image","questions":"questions","answers":"answers"}');
  });

  it('knows the answer of one question a row by its usual name, and no image', () => {
    expect(Columns.parse({ question: 'ask' })).toEqual({ image: null, question: 'ask', answer: 'answer' });
    expect(Columns.parse(Columns.parse({ question: 'ask', answer: null }))).toEqual({
      image: null,
      question: 'ask',
      answer: null,
    });
  });

  it.each([
    [{ question: 'a', questions: 'b' }, 'questions'],
    [{ question: 'a', answers: 'b' }, 'answers'],
    [{ answer: 'b' }, 'answer'],
    [{ id: 'b' }, 'id'],
  ])('refuses %j', (columns, key) => {
    expect(Columns.safeParse(columns).error?.issues[0]?.path).toEqual([key]);
  });
});

describe('a question that every row is asked', () => {
  it('is a text of its own, of which no column is a part, whatever braces it has', () => {
    const question = { text: 'Is it {ripe}?' };
    const data = specOf({ data: { source: { test: 't' }, columns: { question, image: 'pictures/{photo}' } } }).data;
    expect(valueColumns(data)).toEqual(['answer']);
    expect(imageColumns(data)).toEqual(['photo']);
    expect(itemColumns(data).questions).toBe('question');
  });

  it('says something', () => {
    expect(Columns.safeParse({ question: { text: ' ' } }).success).toBe(false);
  });
});

describe('valueColumns', () => {
  const dataOf = (columns: object) =>
    specOf({ data: { source: { test: 't' }, columns, slices: { genre: { column: 'genre' }, type: [{ name: 'x' }] } } })
      .data;

  it('are all that a spec names, each once', () => {
    const data = dataOf({ question: '{title}: {ask}', id: 'key', group: 'genre', cluster: 'c', image: ['a', 'b'] });
    expect(valueColumns(data)).toEqual(['title', 'ask', 'answer', 'key', 'genre', 'c']);
    expect(answerColumns(data)).toEqual(['answer']);
    expect(imageColumns(data)).toEqual(['a', 'b']);
    expect(isQuestionARow(data)).toBe(true);
  });

  it('are the lists where a row holds several questions', () => {
    expect(valueColumns(dataOf({}))).toEqual(['questions', 'answers', 'genre']);
    expect(imageColumns(dataOf({ image: null }))).toEqual([]);
    expect(isQuestionARow(dataOf({}))).toBe(false);
  });

  it('name question and answer in templates of graders', () => {
    expect(itemColumns(dataOf({ question: 'ask', answer: 'label' }))).toEqual({ questions: 'ask', answers: 'label' });
    expect(itemColumns(dataOf({ question: '{a}{b}' }))).toEqual({ questions: 'question', answers: 'answer' });
    expect(itemColumns(dataOf({ questions: 'asked' }))).toEqual({ questions: 'asked', answers: 'answers' });
  });
});
