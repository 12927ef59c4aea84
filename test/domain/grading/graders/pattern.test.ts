import { describe, expect, it } from '@jest/globals';
import { PatternGrader, patternGrader } from '../../../../domain/grading/graders/pattern.ts';
import { sampleOf } from '../../../fakes/samples.ts';

const sample = sampleOf(0, { targets: ['978-0', 'x'] });
const scoreOf = (own: object, text: string) =>
  patternGrader(PatternGrader.parse({ type: 'pattern', ...own })).score(text, sample);

describe('patternGrader', () => {
  it('scores an answer in which the pattern is found as right', () => {
    expect(scoreOf({ pattern: '\\bISBN\\b' }, 'Its ISBN is 7')).toMatchObject({ score: 1, unreadable: false });
    expect(scoreOf({ pattern: '\\bISBN\\b' }, 'isbn')).toMatchObject({ score: 0, unreadable: false });
  });

  it('knows letter case, lines and line ends', () => {
    expect(scoreOf({ pattern: 'isbn', flags: 'i' }, 'ISBN').score).toBe(1);
    expect(scoreOf({ pattern: '^b$', flags: 'm' }, 'a\nb').score).toBe(1);
    expect(scoreOf({ pattern: 'a.b', flags: 's' }, 'a\nb').score).toBe(1);
    expect(scoreOf({ pattern: 'a.b' }, 'a\nb').score).toBe(0);
  });

  it('compares the first group with the targets by normalised match', () => {
    const grader = { pattern: 'ISBN ([\\d-]+)', expect: 'target' };
    expect(scoreOf(grader, 'It is ISBN 978-0.')).toMatchObject({ score: 1, explanation: 'read as "978-0", a target' });
    expect(scoreOf(grader, 'It is ISBN 979-0.')).toMatchObject({ score: 0, unreadable: false });
    expect(scoreOf(grader, 'Nothing of the kind')).toMatchObject({ score: 0, unreadable: true });
  });

  it('takes no longer for an answer that would blow up a backtracking engine', () => {
    const startedAt = performance.now();
    expect(scoreOf({ pattern: '^(a+)+$' }, `${'a'.repeat(10_000)}!`).score).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });
});

describe('PatternGrader', () => {
  it.each([
    [{ pattern: '(' }, 'missing closing )'],
    [{ pattern: '(?=a)' }, 'without look-around'],
    [{ pattern: '(a)\\1' }, 'back-references'],
    [{ pattern: 'a', flags: 'g' }, 'some of i'],
    [{ pattern: 'a', flags: 'ii' }, 'some of i'],
    [{ pattern: 'a', expect: 'target' }, 'a group in parentheses'],
  ])('refuses %j', (own, message) => {
    const parsed = PatternGrader.safeParse({ type: 'pattern', ...own });
    expect(parsed.error?.issues[0]?.message).toContain(message);
  });
});
