import { describe, expect, it } from '@jest/globals';
import { candidatesOf, FEATURES, type Feature } from '../../../../packages/sandbox/learning/candidates.ts';
import type { Reading } from '../../../../packages/sandbox/reading/reading.ts';

const page = (...texts: string[]): Reading => ({
  lines: texts.map((text, index) => {
    const y0 = 0.1 + index * 0.1;
    return { text, confidence: 90, x0: 0.2, x1: 0.8, y0, y1: y0 + 0.05, size: 0.05 };
  }),
});
const textsOf = (reading: Reading) => candidatesOf(reading).map(({ text }) => text);
const featureOf = (reading: Reading, text: string, feature: Feature) =>
  candidatesOf(reading).find((candidate) => candidate.text === text)?.features[FEATURES.indexOf(feature)];

describe('candidatesOf', () => {
  it('are all runs of one to five neighbouring lines', () => {
    expect(textsOf(page('A', 'B', 'C'))).toEqual(['A', 'A B', 'A B C', 'B', 'B C', 'C']);
    expect(candidatesOf(page(...'ABCDEFG'))).toHaveLength(5 * 3 + 4 + 3 + 2 + 1);
    expect(candidatesOf(page())).toEqual([]);
  });

  it('are cut at "by", and whole where they go across it', () => {
    expect(textsOf(page('Step by Step', 'BY Ann Lee'))).toEqual([
      'Step',
      'Step by Step',
      'Step by Step BY Ann Lee',
      'Step',
      'Step BY Ann Lee',
      'Ann Lee',
    ]);
  });

  it('know a name after "by" from a credit', () => {
    const reading = page('The Trial', 'by Franz Kafka', 'Translated by', 'Ann Lee');
    expect(featureOf(reading, 'Franz Kafka', 'afterBy')).toBe(1);
    expect(featureOf(reading, 'Franz Kafka', 'afterCredit')).toBe(0);
    expect(featureOf(reading, 'Ann Lee', 'afterCredit')).toBe(1);
    expect(featureOf(reading, 'The Trial', 'afterBy')).toBe(0);
  });

  it('have features that are numbers, whatever the page', () => {
    const odd: Reading = { lines: [{ text: '…', confidence: 0, x0: 0, x1: 0, y0: 0, y1: 0, size: 0 }] };
    for (const { features } of [...candidatesOf(odd), ...candidatesOf(page('by', 'by by', 'X'))]) {
      expect([...features].every(Number.isFinite)).toBe(true);
    }
  });
});
