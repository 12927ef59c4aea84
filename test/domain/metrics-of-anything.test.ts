import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ratingItemId } from '../../domain/grading/judging.ts';
import { type Comparison, MetricsSchema } from '../../domain/measuring/metrics-schema.ts';
import { markdownReport } from '../../domain/report/files/markdown.ts';
import { terminalSummary } from '../../domain/report/files/summary.ts';
import { htmlPage } from '../../domain/report/page/page.ts';
import type { Report } from '../../domain/report/report-schema.ts';
import type { RunSpecInput } from '../../domain/spec/run-spec.ts';
import { verdictOf } from '../../domain/verdict/verdict.ts';
import { type MadeReport, reportOf } from '../fakes/reports.ts';
import { judgeOfTwo, outcomesOf, sampleOf, specOf } from '../fakes/samples.ts';

const marks = (length: number) =>
  fc.oneof(
    fc.string({ unit: fc.constantFrom('+', '-', 'r', '!'), minLength: length, maxLength: length }),
    // All equal, nothing but failures, and a few failures that may or may not change the verdict.
    fc.constantFrom('+', '-', 'r', '!').map((mark) => mark.repeat(length)),
    fc
      .tuple(fc.constantFrom('+', '-'), fc.integer({ min: 1, max: 20 }))
      .map(([mark, failures]) => '!'.repeat(failures).padEnd(length, mark).slice(0, length)),
  );

const comparison = fc.record(
  {
    slice: fc.constantFrom({ answer: 'open' }, { answer: 'closed' }, { type: 'few' }, { type: 'many', answer: 'open' }),
    minimumEffect: fc.double({ min: 0, max: 1, noNaN: true }),
    margin: fc.double({ min: 1e-9, max: 1, noNaN: true }),
    metric: fc.constantFrom('exact', 'normalised'),
  },
  { requiredKeys: [] },
);

const input = fc.integer({ min: 0, max: 45 }).chain((samples) =>
  fc.record({
    base: marks(samples),
    tuned: marks(samples),
    perCluster: fc.integer({ min: 1, max: 5 }),
    closed: fc.constantFrom(0, 2, 45),
    few: fc.constantFrom(0, 1, 2),
    alpha: fc.constantFrom(1e-6, 0.05, 0.499),
    verdict: comparison,
    further: fc.array(comparison, { maxLength: 3 }),
    labels: fc.option(
      fc.array(fc.constantFrom('Close', 'Far', 'outside of the rubric'), { minLength: 2, maxLength: 2 }),
    ),
    hasOne: fc.boolean(),
  }),
);

type Input = typeof input extends fc.Arbitrary<infer T> ? T : never;

/** A report on anything that candidates could say, compared in any way that a spec can ask for. */
function reportOn({ base, tuned, perCluster, closed, few, alpha, verdict, further, labels, hasOne }: Input): Report {
  const pair = { compare: 'tuned', against: 'base' };
  const rules: Partial<RunSpecInput> = hasOne
    ? { candidates: { base: { model: 'm' } }, verdict: undefined }
    : { verdict: { ...pair, ...verdict, alpha }, comparisons: further.map((rule) => ({ ...pair, ...rule })) };
  return reportOf({
    spec: specOf({ ...rules, ...(labels && { judge: judgeOfTwo }) }),
    answers: { base: outcomesOf(base), ...(!hasOne && { tuned: outcomesOf(tuned) }) },
    own: (row) => ({
      cluster: `c${Math.floor(row / perCluster)}`,
      slices: { type: row < few ? 'few' : 'many' },
      ...(row < closed && { targets: ['Yes'] }),
    }),
    ...(labels && { ratings: ratingsOf(labels) }),
  });
}

/** Of the two answers that outcomes make, to an open question. */
function ratingsOf(labels: readonly string[]): MadeReport['ratings'] {
  const { question, targets } = sampleOf(0);
  const call = { attempts: 1, milliseconds: 1 };
  const rated = labels.map((label, index) => {
    const answer = ['right', 'wrong'][index] ?? '';
    const itemId = ratingItemId({ question, targets, answer });
    return [itemId, { itemId, outcome: 'rated' as const, label, reason: '', call }] as const;
  });
  return new Map(rated);
}

const comparisonsIn = ({ comparison: primary, comparisons }: Report): Comparison[] => [
  ...(primary ? [primary] : []),
  ...comparisons,
];

const [seed] = fc.sample(fc.integer(), 1);
const reports = new Map<string, Report>();

/** The same reports for each law, since making one takes longer than looking at it. */
const forAnything = (check: (report: Report) => void) =>
  fc.assert(
    fc.property(input, (made) => {
      const key = JSON.stringify(made);
      const report = reports.get(key) ?? reportOn(made);
      reports.set(key, report);
      check(report);
    }),
    { numRuns: 150, ...(seed !== undefined && { seed }) },
  );

describe('metrics of anything', () => {
  it('hold no number that is none', () => {
    forAnything((report) => {
      // The schema takes neither NaN nor Infinity, and JSON would make null of them.
      expect(() => MetricsSchema.parse(report)).not.toThrow();
      expect(JSON.stringify(report)).not.toMatch(/:null(?!,"value":"all")/);
    });
  });

  it('lie within what scores and their differences can be, the mean within its interval', () => {
    forAnything((report) => {
      for (const { mean = 0, interval } of comparisonsIn(report).flatMap(({ primary, differences }) => [
        primary,
        ...differences,
      ])) {
        const { lower, upper } = interval ?? { lower: -1, upper: 1 };
        expect([-1, lower, mean, upper, 1].toSorted((a, b) => a - b)).toEqual([-1, lower, mean, upper, 1]);
      }
    });
  });

  it('end in the one verdict that the interval and every bound agree on, else undecided', () => {
    forAnything((report) => {
      for (const { verdict, because, primary, bounds, ...rule } of comparisonsIn(report)) {
        const intervals = [primary.interval, ...(bounds ? [bounds.for.interval, bounds.against.interval] : [])];
        const words = new Set(intervals.map((interval) => verdictOf(interval, rule)));
        expect(verdict).toBe(words.size === 1 ? [...words][0] : 'undecided');
        if (because === 'interval') expect(primary.interval).toBeDefined();
        else expect(verdict).toBe('undecided');
      }
    });
  });

  it('are told without a word that is none, in 80 columns in a terminal', () => {
    forAnything((report) => {
      const terminal = terminalSummary(report);
      expect([terminal, markdownReport(report), htmlPage(report, [], new Map())].join('\n')).not.toMatch(
        /NaN|undefined|Infinity|\[object/,
      );
      expect(Math.max(...terminal.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
    });
  });
});
