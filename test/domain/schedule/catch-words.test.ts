import { expect, it } from '@jest/globals';
import { catchText } from '../../../domain/schedule/catch-words.ts';

it('says what one run shows against another, and what it takes until a trend is called worse', () => {
  const text = catchText(100, 0.05);
  expect(text).toMatch(/^From one run to another 100 test images show, in 80 % of such tests, differences from /);
  expect(text).toContain(
    ' Their trend is looked at after 3, 4, 6, 8, 10 runs and so on; by run 10 at least 10 images must have turned before it is called worse (tempera trend).',
  );
});

it('takes more where the alpha is smaller', () => {
  expect(catchText(100, 0.001)).toContain('by run 10 at least 16 images must have turned');
});

it('says so where the test set is too small for that', () => {
  expect(catchText(12, 0.001, 'question')).toContain('by run 10 it takes 16 test questions at least');
  expect(catchText(2, 0.05)).toMatch(/^Its runs can show no change: 2 test images, and it takes \d+ at least\.$/);
});
