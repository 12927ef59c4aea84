import { describe, expect, it } from '@jest/globals';
import type { Agreement, Calibration } from '../../../domain/calibration/calibration.ts';
import { calibrationLine, calibrationSummary } from '../../../domain/calibration/words.ts';

const agreement: Agreement = {
  answers: 12345,
  drawn: 9,
  clusters: 12,
  counts: [
    [4, 1],
    [0, 4],
  ],
  agreement: 0.9,
  kappa: 0.78,
  interval: { lower: -0.05, upper: 0.94 },
};

const calibration: Calibration = {
  labels: ['Same', 'Far'],
  weights: 'linear',
  alpha: 0.05,
  labelled: 8,
  all: agreement,
  candidates: [{ name: 'base', ...agreement }],
};

describe('calibrationLine', () => {
  it('says how far both agree, and how sure that is', () => {
    expect(calibrationLine(calibration)).toBe(
      'The judge against 8 labels of a person: agreement 90.0 %, kappa 0.78 (95 % interval −0.05 to 0.94).',
    );
  });

  it('has no number where there is none', () => {
    const { kappa: _, interval: __, ...bare } = agreement;
    expect(calibrationLine({ ...calibration, all: bare })).toContain('no kappa: both use one label only');
    expect(calibrationLine({ ...calibration, all: { ...bare, kappa: 1 } })).toContain('no interval: too few images');
  });
});

describe('calibrationSummary', () => {
  it('shows the table, the judge’s labels in rows', () => {
    const lines = calibrationSummary(calibration).split('\n');
    expect(lines).toContain(' 1 Same    4    1');
    expect(lines).toContain(' 2 Far     0    4');
  });

  it('fits in 80 columns, however long or many the labels are', () => {
    const labels = Array.from({ length: 12 }, (_, index) => `${'long '.repeat(10)}${index}`);
    const counts = labels.map(() => labels.map(() => 1000));
    const many = { ...calibration, labels, all: { ...agreement, counts } };
    const minimum = { kappa: 0.6, isReached: false };
    const lengths = calibrationSummary({ ...many, minimum })
      .split('\n')
      .map((line) => line.length);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(80);
  });

  it('shows each candidate where there are several', () => {
    const two = { ...calibration, candidates: [...calibration.candidates, { name: 'tuned', ...agreement }] };
    expect(calibrationSummary(two)).toContain('tuned: agreement');
    expect(calibrationSummary(calibration)).not.toContain('base: agreement');
  });

  it.each([
    [{ kappa: 0.6, isReached: false }, 'does not reach the 0.6 that the spec demands'],
    [{ kappa: -0.1, isReached: true }, 'reaches the -0.1 that the spec demands'],
  ])('says whether the minimum is reached: %j', (minimum, text) => {
    expect(calibrationSummary({ ...calibration, minimum })).toContain(text);
  });
});
