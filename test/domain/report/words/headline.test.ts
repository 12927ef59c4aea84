import { describe, expect, it } from '@jest/globals';
import { reportOf } from '../../../fakes/reports.ts';
import { outcomesOf, sampleOf, specOf } from '../../../fakes/samples.ts';

function headline(base: string, tuned: string, clusters = 100): string {
  const answers = { base: outcomesOf(base), tuned: outcomesOf(tuned) };
  return reportOf({
    answers,
    own: (row) => ({
      cluster: `c${row % clusters}`,
      images: sampleOf(row % clusters).images,
    }),
  }).headline;
}

const fifty = (right: number) => '+'.repeat(right).padEnd(50, '-');

describe('headlineOf', () => {
  it('says what is better, by how much and how sure that is', () => {
    expect(headline(fifty(0), fifty(30))).toBe(
      'tuned is better than base, by at least 3 points: +60.0 points (95 % interval +45.3 to +74.1) by normalised match on 50 questions about 50 images.',
    );
  });

  it('says what is worse', () => {
    expect(headline(fifty(30), fifty(0))).toContain('tuned is worse than base, by at least 3 points: −60.0 points');
  });

  it('says within which margin candidates are equivalent', () => {
    expect(headline('+'.repeat(200), '+'.repeat(200), 200)).toContain('equivalent within 3 points: 0.0 points');
  });

  it('never calls undecided candidates the same', () => {
    const sentence = headline(fifty(25), fifty(25));
    expect(sentence).toContain('Undecided whether tuned is better or worse than base');
    expect(sentence).not.toMatch(/same|equal|equivalent|no difference/);
  });

  it.each([
    [200, 200, 'tuned is not worse than base by 2 points or more: 0.0 points'],
    [50, 20, 'tuned is worse than base by more than 2 points: −60.0 points'],
    [50, 50, 'Undecided whether tuned is worse than base by 2 points or more: 0.0 points'],
  ])('answers whether a candidate is not worse by a margin: %d, %d', (images, right, sentence) => {
    const spec = specOf({ verdict: { compare: 'tuned', against: 'base', margin: 0.02 } });
    const marks = (count: number) => outcomesOf('+'.repeat(count).padEnd(images, '-'));
    expect(reportOf({ spec, answers: { base: marks(images), tuned: marks(right) } }).headline).toContain(sentence);
  });

  it('says when there are too few images to tell', () => {
    expect(headline(fifty(0), fifty(50), 9)).toBe(
      'Undecided whether tuned is better or worse than base: 50 questions about 9 images are too few to tell, it takes at least 10 images.',
    );
  });

  it('says what missing answers could do', () => {
    const sentence = headline('-'.repeat(30).padEnd(40, '!'), '+'.repeat(8).padEnd(40, '-'));
    expect(sentence).toContain('10 samples without a score could change the verdict');
    expect(sentence).toContain('(better if all counted for tuned, undecided if all against)');
  });

  it('claims no minimum effect that missing answers could take away', () => {
    const sentence = headline(`${'-'.repeat(95)}!!!!!`, '+'.repeat(14).padEnd(100, '-'));
    expect(sentence).toContain('tuned is better than base: +14.7 points');
  });

  it('calls a trial a trial', () => {
    expect(reportOf({ isTrial: true }).headline).toMatch(/^Trial, no verdict: 40 samples show that the run works/);
    const one = { base: outcomesOf('+'), tuned: outcomesOf('+') };
    expect(reportOf({ isTrial: true, answers: one }).headline).toMatch(/^Trial, no verdict: 1 sample shows that/);
  });

  it('says who answered nothing, and no number of images, where a compared candidate answered nothing', () => {
    expect(headline(fifty(20), '!'.repeat(50))).toBe('No verdict: tuned answered nothing.');
  });

  it('says so when no comparison was asked for', () => {
    expect(reportOf({ spec: { ...specOf(), verdict: undefined } }).headline).toBe(
      'No verdict: the spec names no comparison.',
    );
  });
});
