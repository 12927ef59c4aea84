import { describe, expect, it } from '@jest/globals';
import { JsonGrader, jsonGrader } from '../../../../domain/grading/graders/json-fields.ts';
import { sampleOf } from '../../../fakes/samples.ts';

const grader = jsonGrader({ type: 'json', fields: ['title', 'author.name', 'pages'] });
const target = '{"title":"The Moon Pool","author":{"name":"A. Merritt"},"pages":432}';
const sample = sampleOf(0, { targets: [target] });

describe('jsonGrader', () => {
  it.each([
    ['{"title":"THE MOON POOL","author":{"name":"A Merritt"},"pages":432}', 1],
    ['{"title":"Moon","author":{"name":"A. Merritt"},"pages":432,"more":1}', 2 / 3],
    ['{"title":"Moon","author":"A. Merritt","pages":"432"}', 0],
    ['```json\n{"title":"The Moon Pool"}\n```', 1 / 3],
  ])('scores the share of right fields of %j as %d', (text, score) => {
    expect(grader.score(text, sample)).toMatchObject({ score, unreadable: false });
  });

  it.each(['The Moon Pool', '', '"text"', '{"title":'])('cannot read %j', (text) => {
    expect(grader.score(text, sample)).toMatchObject({ score: 0, unreadable: true });
  });

  it('names the fields that are wrong', () => {
    expect(grader.score('{"title":"The Moon Pool"}', sample).explanation).toBe('wrong: author.name, pages');
  });

  it('leaves out fields that the target lacks, and samples without any of them', () => {
    expect(grader.score('{"title":"a","pages":1}', sampleOf(0, { targets: ['{"title":"a"}'] })).score).toBe(1);
    expect(grader.applies(sample)).toBe(true);
    expect(grader.applies(sampleOf(0, { targets: ['The Moon Pool'] }))).toBe(false);
    expect(grader.applies(sampleOf(0, { targets: ['{"genre":"x"}'] }))).toBe(false);
  });

  it('keeps the best of several targets', () => {
    const either = sampleOf(0, { targets: ['{"title":"a"}', '{"title":"b"}'] });
    expect(grader.score('{"title":"b"}', either).score).toBe(1);
  });

  it('finds nothing that every object has', () => {
    expect(jsonGrader({ type: 'json', fields: ['constructor'] }).applies(sample)).toBe(false);
  });
});

describe('JsonGrader', () => {
  it.each(['', '.a', 'a..b', 'a[', 'a[x]', 'a b'])('refuses the path %j', (path) => {
    expect(JsonGrader.safeParse({ type: 'json', fields: [path] }).success).toBe(false);
  });

  it.each(['a', 'a.b', 'a[0].b', '["a b"].c', "['x']", 'größe_1'])('takes the path %j', (path) => {
    expect(JsonGrader.safeParse({ type: 'json', fields: [path] }).success).toBe(true);
  });
});
