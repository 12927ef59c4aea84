import { describe, expect, it } from '@jest/globals';
import { calibrationOf } from '../../../domain/calibration/calibration.ts';
import { type Draw, drawAnswers } from '../../../domain/calibration/draw.ts';
import { confusionOf, linearKappa } from '../../../domain/statistics/kappa.ts';
import { ratedAnswer } from '../../fakes/rated-answers.ts';

const labels = ['Same', 'Close', 'Far'];

/** The judge says Same of nine answers in ten, Close and Far of the rest in turn. */
const rated = Array.from({ length: 600 }, (_, row) => {
  const label = row % 10 > 0 ? 'Same' : row % 20 === 0 ? 'Close' : 'Far';
  return ['base', 'tuned'].map((candidate) => ratedAnswer(candidate, row, label));
}).flat();

/** A person who calls every third Same of base Close, and agrees with the judge on all else. */
function person({ answer, label }: { answer: string; label: string }): number {
  const [candidate, row] = answer.split(' ');
  if (candidate === 'base' && label === 'Same' && Number(row) % 3 === 0) return 1;
  return labels.indexOf(label);
}

function placesOf(draw: Draw): number[] {
  const places: number[] = [];
  for (const { item, label } of draw.answers) places[item] = person({ answer: draw.items[item]?.answer ?? '', label });
  return places;
}

function calibrated(samples: number, minimumKappa?: number) {
  const draw = drawAnswers(rated, labels, samples, 3);
  return calibrationOf(draw, placesOf(draw), 0.05, minimumKappa);
}

const truth = linearKappa(
  confusionOf(
    rated.map((one) => ({ cluster: '', one: labels.indexOf(one.label), other: person(one), weight: 1 })),
    3,
  ),
);

describe('calibrationOf', () => {
  it('is the kappa of all rated answers when all are labelled', () => {
    const { all, candidates } = calibrated(1200);
    expect(all.kappa).toBeCloseTo(truth ?? Number.NaN, 12);
    expect(all).toMatchObject({ answers: 1200, drawn: 1200, clusters: 600 });
    expect(all.agreement).toBeCloseTo(1 - candidatesWrong() / 1200, 12);
    expect(candidates.map(({ name, answers }) => [name, answers])).toEqual([
      ['base', 600],
      ['tuned', 600],
    ]);
    expect(candidates[1]).toMatchObject({ agreement: 1, kappa: 1, interval: { upper: 1 } });
  });

  it('estimates it from a sample that holds more of the rare labels than their share', () => {
    const { all } = calibrated(150);
    const frequent = all.counts[0]?.reduce((sum, count) => sum + count, 0) ?? 0;
    expect(frequent).toBeLessThan(0.7 * 150);
    expect(all.interval?.lower).toBeLessThan(truth ?? Number.NaN);
    expect(all.interval?.upper).toBeGreaterThan(truth ?? Number.NaN);
    // Without weights kappa would be another one altogether.
    expect(Math.abs((all.kappa ?? 0) - (truth ?? 0))).toBeLessThan(
      Math.abs((linearKappa(all.counts) ?? 0) - (truth ?? 0)),
    );
  });

  it('counts labels of the judge in rows, and of the person in columns', () => {
    const { candidates } = calibrated(150);
    const [base, tuned] = candidates;
    expect(base?.counts[0]?.[1]).toBeGreaterThan(0);
    expect(base?.counts[1]?.[0]).toBe(0);
    expect(tuned?.counts[0]?.[1]).toBe(0);
  });

  it('compares the lower end with the minimum', () => {
    const { all } = calibrated(150);
    const lower = all.interval?.lower ?? Number.NaN;
    expect(all.kappa).toBeGreaterThan(lower + 0.01);
    expect(calibrated(150, lower - 0.01).minimum).toEqual({ kappa: lower - 0.01, isReached: true });
    expect(calibrated(150, lower + 0.01).minimum?.isReached).toBe(false);
    expect(calibrated(150).minimum).toBeUndefined();
  });

  it('reaches no minimum without an interval', () => {
    const few = Array.from({ length: 9 }, (_, row) => ratedAnswer('base', row, row % 2 ? 'Same' : 'Far'));
    const draw = drawAnswers(few, labels, 9, 1);
    const { all, minimum } = calibrationOf(draw, placesOf(draw), 0.05, 0);
    expect(all.interval).toBeUndefined();
    expect(minimum).toEqual({ kappa: 0, isReached: false });
  });
});

function candidatesWrong(): number {
  return rated.filter((one) => person(one) !== labels.indexOf(one.label)).length;
}
