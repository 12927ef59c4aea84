import { describe, expect, it } from '@jest/globals';
import type { Sample } from '../../../domain/data/sample.ts';
import { createMeter } from '../../../domain/measuring/metrics.ts';
import type { Comparison } from '../../../domain/measuring/metrics-schema.ts';
import type { RunSpec } from '../../../domain/spec/run-spec.ts';
import { gradedSamples, outcomesOf, said, sampleOf, specOf } from '../../fakes/samples.ts';

interface Answers {
  base: string;
  tuned: string;
  spec?: RunSpec;
  own?: (row: number) => Partial<Sample>;
}

function compare({ base, tuned, spec = specOf(), own = () => ({}) }: Answers): Comparison {
  const samples = [...base].map((_, row) => sampleOf(row, own(row)));
  const meter = createMeter(spec);
  const outcomes = { base: outcomesOf(base), tuned: outcomesOf(tuned) };
  for (const graded of gradedSamples(samples, outcomes)) meter.add(graded);
  const { comparison } = meter.result();
  if (!comparison) throw new Error('no comparison');
  return comparison;
}

describe('compareAnswers', () => {
  it('pairs the two candidates on the same samples', () => {
    const { primary } = compare({ base: '++--'.repeat(5), tuned: '+-+-'.repeat(5) });
    expect(primary).toMatchObject({ samples: 20, clusters: 20, missing: 0, mean: 0 });
    expect(primary.pairs).toEqual({ both: 5, onlyCompare: 5, onlyAgainst: 5, neither: 5 });
  });

  it.each([
    ['better', '-'.repeat(40), '+'.repeat(30).padEnd(40, '-')],
    ['worse', '+'.repeat(30).padEnd(40, '-'), '-'.repeat(40)],
    ['undecided', '+-'.repeat(20), '-+'.repeat(20)],
  ] as const)('is %s by the interval of the difference', (verdict, base, tuned) => {
    expect(compare({ base, tuned })).toMatchObject({ verdict, because: 'interval' });
  });

  it('calls equal answers equivalent only where a difference could not have hidden', () => {
    const margin = specOf({ verdict: { compare: 'tuned', against: 'base', minimumEffect: 0.03 } });
    expect(compare({ base: '+'.repeat(60), tuned: '+'.repeat(60), spec: margin }).verdict).toBe('undecided');
    expect(compare({ base: '+'.repeat(100), tuned: '+'.repeat(100), spec: margin }).verdict).toBe('equivalent');
  });

  it('tests the same questions once, in however many slices they are', () => {
    const own = (row: number) => ({
      slices: { type: ['Title', 'Author', 'Other'][row % 3] ?? '', form: row % 3 === 2 ? 'round' : 'square' },
    });
    const { differences } = compare({ base: '-'.repeat(90), tuned: '+'.repeat(90), own });
    const exact = differences.filter(({ rule }) => rule === 'exact');
    const alphas = Object.fromEntries(exact.map(({ value, alpha }) => [value, alpha]));
    const shared = 0.05 / 4;
    expect(alphas).toEqual({
      all: 0.05,
      open: 0.05,
      Title: shared,
      Author: shared,
      Other: shared,
      round: shared,
      square: shared,
    });
    expect(exact.flatMap(({ value, sameAs }) => (sameAs ? [[value, sameAs.value]] : []))).toEqual(
      expect.arrayContaining([['open', 'all']]),
    );
    expect(exact.filter(({ sameAs }) => sameAs)).toHaveLength(2);
  });

  it('is undecided below ten clusters, however large the difference', () => {
    const clusters = compare({
      base: '-'.repeat(45),
      tuned: '+'.repeat(45),
      own: (row) => ({ cluster: `c${row % 9}` }),
    });
    expect(clusters).toMatchObject({ verdict: 'undecided', because: 'too few clusters' });
    expect(clusters.primary.interval).toBeUndefined();
  });

  it('widens the interval when the questions of an image go together', () => {
    const marks = { base: '-----+++++'.repeat(10), tuned: '+++++-----'.repeat(9).padEnd(100, '+') };
    const alone = compare(marks).primary;
    const together = compare({ ...marks, own: (row) => ({ cluster: `c${Math.floor(row / 5)}` }) }).primary;
    expect(together.standardError).toBeGreaterThan(1.5 * (alone.standardError ?? 0));
  });

  it('keeps a verdict that no missing answer could change, and shows both bounds', () => {
    const comparison = compare({ base: `${'-'.repeat(39)}!`, tuned: `${'+'.repeat(38)}!+` });
    expect(comparison).toMatchObject({ verdict: 'better', because: 'interval', primary: { samples: 38, missing: 2 } });
    expect(comparison.bounds).toMatchObject({ for: { verdict: 'better', mean: 1 }, against: { verdict: 'better' } });
    expect(comparison.bounds?.against.mean).toBeCloseTo(38 / 40, 12);
  });

  it('is undecided when missing answers could change the verdict', () => {
    const comparison = compare({ base: '-'.repeat(30).padEnd(40, '!'), tuned: '+'.repeat(8).padEnd(40, '-') });
    expect(comparison.bounds?.against.verdict).toBe('undecided');
    expect(comparison).toMatchObject({ verdict: 'undecided', because: 'missing answers' });
  });

  it('has no bounds when nothing is missing', () => {
    expect(compare({ base: '+-', tuned: '-r' }).bounds).toBeUndefined();
  });

  it('decides on the slice that the spec names', () => {
    const verdict = { compare: 'tuned', against: 'base', slice: { answer: 'open' } };
    const samples = [0, 1, 2].map((row) => sampleOf(row, row === 0 ? { targets: ['Yes'] } : {}));
    const meter = createMeter(specOf({ verdict }));
    const outcomes = {
      base: [said('Yes'), said('right'), said('wrong')],
      tuned: [said('No'), said('right'), said('right')],
    };
    for (const graded of gradedSamples(samples, outcomes)) meter.add(graded);
    expect(meter.result().comparison?.primary).toMatchObject({
      dimension: 'answer',
      value: 'open',
      samples: 2,
      pairs: { both: 1, onlyCompare: 1, onlyAgainst: 0, neither: 0 },
    });
  });

  it('shows the difference by every rule in every slice', () => {
    const { differences } = compare({ base: '+-', tuned: '-+' });
    const names = differences.map(({ value, rule }) => `${value} ${rule}`);
    expect(names).toEqual(['all', 'open'].flatMap((v) => ['exact', 'normalised', 'contains'].map((r) => `${v} ${r}`)));
  });
});
