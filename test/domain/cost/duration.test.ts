import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { expectedTime } from '../../../domain/cost/duration.ts';
import { estimateRun } from '../../../domain/cost/estimate.ts';
import { rowOf } from '../../fakes/rows.ts';
import { judgeOfTwo, specOf } from '../../fakes/samples.ts';

const hour = 60 * 60 * 1000;

/** Two candidates, the second one elsewhere, and a judge. */
const specWith = (concurrency: number, elsewhere: number | undefined, repeats: number, effort: 'none' | 'high') =>
  specOf({
    providers: { mine: { baseUrl: 'https://mine.example/v1', ...(elsewhere && { concurrency: elsewhere }) } },
    fineTune: undefined,
    candidates: {
      base: { model: 'gpt-4o', parameters: { maxTokens: 50 } },
      tuned: { model: 'gpt-5.1', provider: 'mine', parameters: { reasoningEffort: effort } },
    },
    judge: judgeOfTwo,
    repeats,
    limits: { concurrency },
  });

describe('expectedTime', () => {
  it('is never shorter than what is estimated of the same calls', () => {
    const some = fc.integer({ min: 1, max: 40 });
    const maybe = fc.option(some, { nil: undefined });
    fc.assert(
      fc.property(
        some,
        maybe,
        some,
        some,
        fc.constantFrom('none', 'high'),
        (atOnce, elsewhere, repeats, rows, effort) => {
          const spec = specWith(atOnce, elsewhere, repeats, effort);
          const asked = { rows: Array.from({ length: rows }, (_, row) => rowOf(row)), looked: { at: rows, of: rows } };
          const { time } = estimateRun(spec, { asked, examples: [] }, { fineTunes: false });
          expect(expectedTime(spec, rows, false)).toBeGreaterThanOrEqual(1000 * time.seconds);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('heeds how many calls a provider takes at once, and how much a model may think', () => {
    const of = (...given: Parameters<typeof specWith>) => expectedTime(specWith(...given), 1000, false);
    expect(of(10, 1, 1, 'none')).toBeGreaterThan(2 * of(10, 10, 1, 'none'));
    expect(of(10, 10, 1, 'high')).toBeGreaterThan(2 * of(10, 10, 1, 'none'));
  });

  it('adds six hours for a training, and asks nobody for stored answers', () => {
    const spec = specWith(10, 10, 1, 'none');
    expect(expectedTime(spec, 100, true)).toBe(expectedTime(spec, 100, false) + 6 * hour);
    const stored = { ...spec, judge: undefined, candidates: {} };
    expect(expectedTime(stored, 100, false)).toBe(0);
  });
});
