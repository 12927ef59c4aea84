import { describe, expect, it } from '@jest/globals';
import { alphaText, goalText, sinceText, verdictText } from '../../../../domain/report/words/further-words.ts';

describe('sinceText', () => {
  it('says why intervals are wide, and nothing of one comparison alone', () => {
    expect(sinceText({ family: 3 })).toBe(', since 3 comparisons');
    expect(sinceText({ family: 1 })).toBe('');
    expect(sinceText(undefined)).toBe('');
  });
});

describe('alphaText', () => {
  it.each([
    [0.05, 1, 1, '0.05'],
    [0.05, 1, 4, '0.05/4'],
    [0.05 / 3, 3, 1, '0.05/3'],
    [0.05 / 3, 3, 2, '0.05/3/2'],
  ])('writes %p of a family of %p with %p slices as a share of alpha', (alpha, family, slices, text) => {
    expect(alphaText({ alpha, family }, slices)).toBe(text);
  });
});

describe('goalText', () => {
  it('names the margin where one is asked for, else the minimum effect', () => {
    expect(goalText({ minimumEffect: 0.03 })).toBe('minimum effect of 3 points');
    expect(goalText({ minimumEffect: 0.03, margin: 0.02 })).toBe('margin of 2 points');
  });
});

describe('verdictText', () => {
  it('gives the reason where it is not the interval', () => {
    expect(verdictText({ verdict: 'not-worse', because: 'interval' }, 'image')).toBe('not worse');
    expect(verdictText({ verdict: 'undecided', because: 'too few clusters' }, 'image')).toBe(
      'undecided: too few images',
    );
    expect(verdictText({ verdict: 'undecided', because: 'missing answers' }, 'image')).toBe(
      'undecided: missing answers',
    );
  });
});
