import { describe, expect, it } from '@jest/globals';
import {
  aboutTokens,
  confidence,
  counted,
  margin,
  marginText,
  money,
  percent,
  pointRange,
  points,
  whole,
} from '../../../../domain/report/words/format.ts';

describe('points', () => {
  it.each([
    [0.0871, '+8.7'],
    [-0.0042, '−0.4'],
    [-0.0004, '0.0'],
    [1, '+100.0'],
    [undefined, '–'],
  ])('writes %p as %s', (difference, text) => {
    expect(points(difference)).toBe(text);
  });
});

describe('numbers', () => {
  it('are written alike everywhere', () => {
    expect(percent(0.64)).toBe('64.0 %');
    expect(pointRange({ lower: -0.031, upper: 0.1 })).toBe('−3.1 to +10.0');
    expect(confidence(0.05)).toBe('95 %');
    expect(confidence(0.05 / 3)).toBe('98.3 %');
    expect(confidence(0.05 / 4)).toBe('98.8 %');
    expect(confidence(0.001)).toBe('99.9 %');
    expect(confidence(0.05 / 120)).toBe('99.958 %');
    expect(margin(0.07)).toBe('7');
    expect(whole(1234567)).toBe('1\u202f234\u202f567');
    expect(counted(1, 'image')).toBe('1 image');
    expect(counted(55, 'image')).toBe('55 images');
  });
});

describe('money', () => {
  it.each([
    [0, '0.00'],
    [12.4, '12.40'],
    [0.00213, '0.0021'],
    [0.00001, '< 0.0001'],
  ])('writes %p as %s of its currency', (amount, text) => {
    expect(money({ currency: 'EUR', amount })).toBe(`${text}\u00a0EUR`);
  });
});

describe('texts in the singular', () => {
  it('says of one what it says of many', () => {
    expect([marginText(0.01), marginText(0.03), marginText(0.005)]).toEqual(['1 point', '3 points', '0.5 points']);
  });

  it('rounds tokens, and never to nothing', () => {
    expect([0, 1, 37, 444, 996, 1500, 1_234_567].map(aboutTokens)).toEqual([
      '0 tokens',
      '1 token',
      '37 tokens',
      '440 tokens',
      '1 thousand tokens',
      '2 thousand tokens',
      '1\u202f235 thousand tokens',
    ]);
  });
});
