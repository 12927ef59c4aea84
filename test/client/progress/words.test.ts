import { describe, expect, it } from '@jest/globals';
import { duration, howFar } from '../../../client/progress/words.ts';

describe('duration', () => {
  it.each([
    [0.4, '<1 s'],
    [4.4, '4 s'],
    [59.6, '1 min 0 s'],
    [125, '2 min 5 s'],
    [12_000, '3 h 20 min'],
  ])('says %d s as %s', (seconds, words) => {
    expect(duration(seconds)).toBe(words);
  });
});

describe('howFar', () => {
  it('tells rate and time left when they are known', () => {
    expect(howFar({ name: 'base', done: 112, total: 275, rate: 14.2, secondsLeft: 11.5 })).toBe(
      '112/275, 14/s, 12 s left',
    );
  });

  it('tells only the counts before', () => {
    expect(howFar({ name: 'base', done: 0, total: 275 })).toBe('0/275');
  });

  it('leaves the rest out of what is complete', () => {
    expect(howFar({ name: 'base', done: 275, total: 275, rate: 14, secondsLeft: 0 })).toBe('275/275');
  });
});
