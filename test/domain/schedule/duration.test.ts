import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { durationText, isDuration, readDuration } from '../../../domain/schedule/duration.ts';

it('reads seconds, minutes, hours and days', () => {
  expect(['90s', '30m', '6h', '1d'].map(readDuration)).toEqual([90_000, 1_800_000, 21_600_000, 86_400_000]);
});

it.each(['', '5', 'h', '0h', '-1h', '1.5h', '6 h', '6H', '1w', '6h30m', '3661d', '999999999d'])(
  'refuses %j',
  (text) => {
    expect(isDuration(text)).toBe(false);
  },
);

it('writes what it reads', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e7 }), (seconds) => {
      expect(readDuration(durationText(seconds * 1000))).toBe(seconds * 1000);
    }),
  );
  expect(durationText(5_400_000)).toBe('90m');
});
