import { describe, expect, it } from '@jest/globals';
import { baselineName, type GradedSample } from '../../../domain/grading/graded-sample.ts';
import { ratingItemId } from '../../../domain/grading/judging.ts';
import { createMeter } from '../../../domain/measuring/metrics.ts';
import type { Metrics, SliceMetrics } from '../../../domain/measuring/metrics-schema.ts';
import type { RunSpec } from '../../../domain/spec/run-spec.ts';
import { gradedSamples, judgeOfTwo, outcomesOf, said, sampleOf, specOf } from '../../fakes/samples.ts';

function measure(graded: readonly GradedSample[], spec: RunSpec = specOf()): Metrics {
  const meter = createMeter(spec);
  for (const sample of graded) meter.add(sample);
  return meter.result();
}

function sliceOf(metrics: Metrics, candidate: string, value = 'all'): SliceMetrics | undefined {
  return metrics.candidates.find(({ name }) => name === candidate)?.slices.find((slice) => slice.value === value);
}

describe('createMeter', () => {
  const four = [0, 1, 2, 3].map((row) => sampleOf(row));

  it('counts each outcome, and leaves failures out of the score', () => {
    const all = sliceOf(measure(gradedSamples(four, { base: outcomesOf('+-r!') })), 'base');
    expect(all).toMatchObject({ samples: 4, answered: 2, refused: 1, failed: 1 });
    expect(all?.scores.normalised).toMatchObject({ points: 1, samples: 3, mean: 1 / 3 });
  });

  it('gives no interval below ten clusters, and one from ten on', () => {
    const samples = Array.from({ length: 20 }, (_, row) => sampleOf(row, { cluster: `c${Math.floor(row / 2)}` }));
    const outcomes = outcomesOf('+-'.repeat(10));
    const few = measure(gradedSamples(samples.slice(0, 18), { base: outcomes }));
    const enough = measure(gradedSamples(samples, { base: outcomes }));
    expect(sliceOf(few, 'base')?.scores.exact.interval).toBeUndefined();
    expect(sliceOf(enough, 'base')?.scores.exact.interval).toBeDefined();
    expect(enough).toMatchObject({ samples: 20, clusters: 10, images: 20 });
  });

  it('measures closed and open questions, and the slices of the spec in its order', () => {
    const samples = [
      sampleOf(0, { slices: { type: 'Genre' } }),
      sampleOf(1, { targets: ['Yes'], slices: { type: 'Other' } }),
      sampleOf(2, { slices: { type: 'Author' } }),
    ];
    const rules = [{ name: 'Author', questions: ['Who?'] }, { name: 'Genre', questions: ['What?'] }, { name: 'Other' }];
    const spec = specOf({ data: { source: { test: 'test.parquet' }, slices: { type: rules } } });
    const metrics = measure(gradedSamples(samples, { base: [said('right'), said('no'), said('wrong')] }), spec);
    const names = metrics.candidates[0]?.slices.map(({ dimension, value }) => `${dimension} ${value}`);
    expect(names).toEqual(['null all', 'answer closed', 'answer open', 'type Author', 'type Genre', 'type Other']);
    expect(sliceOf(metrics, 'base', 'closed')).toMatchObject({ samples: 1, unreadable: 0 });
    expect(sliceOf(metrics, 'base', 'open')?.scores.exact).toMatchObject({ points: 1, samples: 2 });
  });

  it('counts unreadable answers and answers cut by length', () => {
    const samples = [sampleOf(0, { targets: ['Yes'] }), sampleOf(1)];
    const outcomes = [said('perhaps'), { outcome: 'answered' as const, text: 'right', cutByLength: true }];
    const all = sliceOf(measure(gradedSamples(samples, { base: outcomes })), 'base');
    expect(all).toMatchObject({ unreadable: 1, cutByLength: 1 });
    expect(all?.scores.normalised.points).toBe(1);
  });

  it('has the most frequent training answer of each wording as a row of its own', () => {
    const samples = [sampleOf(0), sampleOf(1, { question: '__proto__' }), sampleOf(2, { question: 'Who?' })];
    const trivial = {
      byQuestion: { 'Who?': 'nobody', 'What is the title of this book?': 'right' },
      otherwise: 'right',
    };
    const metrics = measure(gradedSamples(samples, { base: outcomesOf('---') }, { trivial }));
    expect(metrics.candidates.at(-1)).toMatchObject({ name: baselineName, kind: 'baseline', incomplete: false });
    expect(sliceOf(metrics, baselineName)?.scores.exact).toMatchObject({ points: 2, samples: 3 });
  });

  it('distributes ratings over the labels of the rubric, and accounts for what has none', () => {
    const spec = specOf({ judge: judgeOfTwo });
    const samples = [...four, sampleOf(4), sampleOf(5, { targets: ['No'] })];
    const idOf = (answer: string) => ratingItemId({ question: four[0]?.question ?? '', targets: ['right'], answer });
    const call = { attempts: 1, milliseconds: 1 };
    const ratings = new Map([
      [idOf('right'), { itemId: '', outcome: 'rated' as const, label: 'Close', reason: 'same', call }],
      [idOf('wrong'), { itemId: '', outcome: 'failed' as const, reason: 'unreadable', call }],
    ]);
    const outcomes = [...outcomesOf('+-r!+'), said('No')];
    const graded = gradedSamples(samples, { base: outcomes }, { judge: spec.judge, ratings });
    expect(sliceOf(measure(graded, spec), 'base')?.ratings).toEqual({
      samples: 5,
      labels: [
        { label: 'Close', count: 2 },
        { label: 'Far', count: 0 },
      ],
      refused: 1,
      failed: 1,
      unrated: 1,
    });
  });

  it('counts the labels that rules gave among the labels', () => {
    const spec = specOf({ judge: { ...judgeOfTwo, when: 'unsettled' } });
    const graded = gradedSamples(four, { base: outcomesOf('++-r') }, { judge: spec.judge });
    expect(sliceOf(measure(graded, spec), 'base')?.ratings).toMatchObject({
      labels: [
        { label: 'Close', count: 2 },
        { label: 'Far', count: 0 },
      ],
      settled: 2,
      refused: 1,
      unrated: 1,
    });
  });

  it('calls a candidate incomplete when more samples failed than the spec allows', () => {
    const spec = specOf({ limits: { failedSamples: 0.25 } });
    const graded = gradedSamples(four, { base: outcomesOf('++!+'), tuned: outcomesOf('+!!+') });
    expect(measure(graded, spec).candidates.map(({ incomplete }) => incomplete)).toEqual([false, true]);
  });

  it('refuses a candidate whose outcomes do not add up to the samples', () => {
    const [first, second] = gradedSamples(four.slice(0, 2), { base: outcomesOf('++'), tuned: outcomesOf('++') });
    if (!first || !second) throw new Error('no samples');
    const withoutTuned = { ...second, answers: second.answers.slice(0, 1) };
    expect(() => measure([first, withoutTuned])).toThrow(
      'candidate tuned: 1 answered + 0 refused + 0 failed are not the 2 samples',
    );
  });

  it('measures further comparisons as if each were alone, but with a share of alpha', () => {
    const samples = Array.from({ length: 60 }, (_, row) => sampleOf(row));
    const outcomes = { base: outcomesOf('+--'.repeat(20)), tuned: outcomesOf('++-'.repeat(20)) };
    const measured = (spec: RunSpec) => measure(gradedSamples(samples, outcomes), spec);
    const verdict = { compare: 'tuned', against: 'base' };
    const other = { compare: 'base', against: 'tuned', metric: 'exact' as const, margin: 0.1 };
    const together = measured(specOf({ verdict: { ...verdict, alpha: 0.06 }, comparisons: [other] }));
    const alone = { ...measured(specOf({ verdict: { ...other, alpha: 0.03 } })).comparison, family: 2 };
    expect(together.comparisons).toEqual([alone]);
    expect(together.comparison).toMatchObject({ alpha: 0.03, family: 2, verdict: 'better' });
    expect(together.comparisons[0]).toMatchObject({ verdict: 'worse', metric: 'exact', margin: 0.1 });
    expect(together.candidates).toEqual(measured(specOf({ verdict: { ...verdict, alpha: 0.03 } })).candidates);
  });

  it('measures no further comparisons without the one that decides', () => {
    const spec = { ...specOf({ comparisons: [{ compare: 'tuned', against: 'base' }] }), verdict: undefined };
    const metrics = measure(gradedSamples(four, { base: outcomesOf('+-r!'), tuned: outcomesOf('++++') }), spec);
    expect(metrics.comparisons).toEqual([]);
    expect(metrics.comparison).toBeUndefined();
  });

  it('measures nothing without samples', () => {
    expect(measure([])).toMatchObject({ samples: 0, clusters: 0, images: 0, candidates: [] });
  });
});
