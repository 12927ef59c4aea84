import { describe, expect, it } from '@jest/globals';
import { foreseenOf, foreseenText } from '../../../../domain/report/words/foreseen-words.ts';
import type { RunSpec } from '../../../../domain/spec/run-spec.ts';
import { type EarlierDifference, planningOf } from '../../../../domain/statistics/planning.ts';
import { specOf } from '../../../fakes/samples.ts';

const textOf = (spec: RunSpec, images: number, earlier?: EarlierDifference) =>
  foreseenText(spec, images, foreseenOf(spec, images, earlier));

describe('foreseenText', () => {
  const spec = specOf();

  it('says what the test images can show, and how many the effect takes', () => {
    const text = textOf(spec, 100);
    expect(text).toMatch(
      /^Few images: 100 test images show in 80 % of such tests, if 5 % of them differ, differences from /,
    );
    expect(text).toMatch(
      /if 25 % of them differ, differences from 14\.1 points on, and the minimum effect of 3 points takes about 2.200 images\.$/,
    );
  });

  it('says of images that were not looked at yet that some may be the same', () => {
    const text = foreseenText(spec, 100, foreseenOf(spec, 100), { unseen: true });
    expect(text).toMatch(/^Few images: 100 test images, if no two are the same, show in 80 % of such tests/);
  });

  it('counts questions where none shows an image, and where nobody knows yet', () => {
    const foreseen = foreseenOf(spec, 100);
    expect(foreseenText(spec, 100, foreseen, { unit: 'question' })).toMatch(/^Few questions: 100 test questions show/);
    const chat = { ...spec, data: { ...spec.data, source: { kind: 'chat' as const, test: 'test.jsonl' } } };
    expect(foreseenText(chat, 100, foreseen, { unseen: true })).toMatch(
      /^Few questions: 100 test questions, if no two/,
    );
    expect(foreseenText(chat, 9, [], { unit: 'image' })).toMatch(/^No verdict can come of 9 test images/);
  });

  it('does not warn where there are enough', () => {
    expect(textOf(spec, 5000)).toMatch(/^5.000 test images show/);
  });

  it('says that fewer than ten give no verdict', () => {
    expect(textOf(spec, 9)).toMatch(/^No verdict can come of 9 test images/);
    expect(foreseenOf(spec, 9)).toEqual([]);
  });

  it('takes what an earlier run has measured in place of a guess', () => {
    const earlier = { run: 'last', clusters: 40, effective: 40, differing: 5, standardError: 0.05 };
    expect(textOf(spec, 100, earlier)).toMatch(/, if 12\.5 % of them differ as in run last, differences from /);
    expect(foreseenOf(spec, 100, earlier)).toEqual([expect.objectContaining({ run: 'last', share: 0.125 })]);
  });

  it('foresees of as many images what the report of the earlier run says', () => {
    const earlier = { run: 'last', clusters: 40, effective: 40, differing: 26, standardError: 0.02 };
    const [foreseen] = foreseenOf(spec, 40, earlier);
    expect(foreseen).toMatchObject(planningOf(earlier, 0.05, 0.03) ?? {});
    expect(foreseen?.clusters).toBe(foreseenOf(spec, 400, earlier)[0]?.clusters);
  });

  it('heeds that comparisons share alpha', () => {
    const shared = { ...spec, comparisons: [{ compare: 'base', against: 'tuned' }] as never };
    expect(foreseenOf(shared, 100)[1]?.detectable).toBeGreaterThan(foreseenOf(spec, 100)[1]?.detectable ?? 1);
  });

  it('says nothing without a verdict', () => {
    expect(textOf({ ...spec, verdict: undefined }, 100)).toBeUndefined();
  });
});
