import { describe, expect, it } from '@jest/globals';
import { foreseenOf, foreseenText } from '../../../../domain/report/words/foreseen-words.ts';
import { specOf } from '../../../fakes/samples.ts';

describe('foreseenText', () => {
  const spec = specOf();

  it('says what the test images can show, and how many the effect takes', () => {
    const text = foreseenText(spec, 100);
    expect(text).toMatch(
      /^Few images: 100 test images show in 80 % of such tests, if 5 % of them differ, differences from /,
    );
    expect(text).toMatch(
      /if 25 % of them differ, differences from 14\.1 points on, and the minimum effect of 3 points takes about 2.200 images\.$/,
    );
  });

  it('does not warn where there are enough', () => {
    expect(foreseenText(spec, 5000)).toMatch(/^5.000 test images show/);
  });

  it('says that fewer than ten give no verdict', () => {
    expect(foreseenText(spec, 9)).toMatch(/^No verdict can come of 9 test images/);
    expect(foreseenOf(spec, 9)).toEqual([]);
  });

  it('heeds that comparisons share alpha', () => {
    const shared = { ...spec, comparisons: [{ compare: 'base', against: 'tuned' }] as never };
    expect(foreseenOf(shared, 100)[1]?.detectable).toBeGreaterThan(foreseenOf(spec, 100)[1]?.detectable ?? 1);
  });

  it('says nothing without a verdict', () => {
    expect(foreseenText({ ...spec, verdict: undefined }, 100)).toBeUndefined();
  });
});
