import { describe, expect, it } from '@jest/globals';
import { type ParserError, parse } from 'parse5';
import { clusteredMean } from '../../../domain/statistics/clustered.ts';
import { trendPage } from '../../../domain/trend/page/page.ts';
import { trendLines } from '../../../domain/trend/terminal.ts';
import { type TrendParts, trendReport } from '../../../domain/trend/trend-report.ts';

type Run = TrendParts['runs'][number];

const clusters = Array.from({ length: 40 }, (_, image) => image);

/** Tested runs by their right answers of 40, a day each. */
function tested(right: readonly number[], model = 'sandbox/a'): Run[] {
  return right.map((count, day) => {
    const slot = new Date(Date.UTC(2026, 10, 1 + day)).toISOString().replace('.000Z', 'Z');
    const run = `nightly-${day}`;
    const scores = Float64Array.from(clusters, (image) => Number(image < count));
    const estimate = clusteredMean([...scores].map((sum) => ({ n: 1, sum })));
    const key = { models: model, requested: '', judges: '', setup: '', testSet: '', graders: '' };
    const named = { models: [model], fingerprints: ['fp_1', 'fp_2'] };
    return {
      run,
      slot,
      state: 'tested',
      scores: { run, key, clusters, scores, estimate, missing: 0, testSet: '', ...named },
    };
  });
}

function reportOf(runs: readonly Run[], own: Partial<TrendParts> = {}) {
  const followed = { candidate: 'gpt', metric: 'normalised', alpha: 0.05 };
  return trendReport({ schedule: 'nightly', followed, runs, shutdowns: [], baselines: [], ...own });
}

const falling = tested([38, 35, 33, 29]);
const hostile = ['<script>alert(1)</script>', '</td></table></main>', '"\' onload="x', 'مرحبا \u202e', '🚀'].join(' ');
const nothing = { schedule: 'nightly', shutdowns: [], baselines: [] };

const cases = {
  'no run': trendReport({ ...nothing, runs: [] }),
  'no run with a report': trendReport({
    ...nothing,
    runs: [{ run: 'a', slot: '2026-11-01T00:00:00Z', state: 'open' }],
  }),
  'one run': reportOf(tested([30])),
  'a fall': reportOf(falling),
  'all equal': reportOf(tested([40, 40, 40, 40])),
  'all wrong': reportOf(tested([0, 0, 0])),
  'untested runs between': reportOf([
    ...falling.slice(0, 2),
    { run: 'x', slot: '2026-11-02T12:00:30Z', state: 'late' },
    ...falling.slice(2),
    { run: 'y', slot: '2026-11-08T00:00:00Z', state: 'trial' },
  ]),
  'a pinned baseline': reportOf(falling, { baselines: [['nightly-1', 'nightly-2', 'nightly-3']] }),
  'hostile texts': reportOf([...falling, ...tested([1, 1, 1, 1, 1], hostile).slice(4)], {
    followed: { candidate: 'gpt', metric: 'year', alpha: 0.05, slice: { [hostile]: hostile } },
    shutdowns: [{ provider: 'openai', model: hostile, date: hostile }],
  }),
  'three hundred runs': reportOf(tested(Array.from({ length: 300 }, (_, day) => 30 + (day % 3)))),
};

describe('the trend page', () => {
  it.each(Object.entries(cases))('is sound for %s', (_name, report) => {
    const errors: ParserError[] = [];
    const page = trendPage(report, Date.UTC(2026, 10, 28));
    parse(page, { onParseError: (error) => errors.push(error) });
    expect(errors).toEqual([]);
    expect(page).not.toMatch(/undefined|NaN|\[object/);
    expect(page).not.toContain('<script');
    expect(page).not.toMatch(/ onload="/);
  });

  it('says first what was found', () => {
    const page = trendPage(cases['a fall'], 0);
    expect(page.indexOf('<h1>Worse</h1>')).toBeGreaterThan(0);
    expect(page.indexOf('<h1>Worse</h1>')).toBeLessThan(page.indexOf('<table'));
    expect(page).toContain('The score falls by 7.2 points a run over 4 runs');
  });
});

describe('the trend on a terminal', () => {
  it.each(Object.entries(cases))('keeps to 80 columns for %s', (_name, report) => {
    const lines = trendLines(report, 0).flatMap((text) => text.split('\n'));
    expect(lines.join('\n')).not.toMatch(/undefined|NaN|\[object/);
    // A word of a hostile text is not broken.
    const long = lines.filter((line) => line.length > 80 && !line.includes('</'));
    expect(long).toEqual([]);
  });

  it('shows no scale where no run has a score', () => {
    const open: Run[] = [{ run: 'nightly-1', slot: '2026-11-01T00:00:00Z', state: 'open' }];
    const lines = trendLines(reportOf(open), 0);
    expect(lines.find((line) => line.startsWith('slot'))).toBe('slot (UTC)          score');
  });
});
