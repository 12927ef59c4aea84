import { describe, expect, it } from '@jest/globals';
import { markdownReport } from '../../../../domain/report/files/markdown.ts';
import { terminalSummary } from '../../../../domain/report/files/summary.ts';
import { htmlPage } from '../../../../domain/report/page/page.ts';
import type { Looks, Report } from '../../../../domain/report/report-schema.ts';
import { looksText } from '../../../../domain/report/words/look-words.ts';
import { reportOf } from '../../../fakes/reports.ts';
import { outcomesOf, specOf } from '../../../fakes/samples.ts';

const plain = reportOf();
const seen = (looks: Partial<Looks>): Report => ({
  ...plain,
  execution: { ...plain.execution, looks: { ...plain.execution.looks, ...looks } },
});
const look = (run: string, own: Partial<Looks['latest'][number]> = {}) => ({
  run,
  at: '2026-11-24T12:00:00.000Z',
  images: 40,
  candidates: ['base'],
  ...own,
});

describe('looksText', () => {
  it('says so of a run that is no look, since it has measured nothing', () => {
    const answers = { base: outcomesOf('+'.repeat(40)), tuned: outcomesOf('!'.repeat(40)) };
    expect(looksText(reportOf({ answers }))).toMatch(/^This run does not count as a look/);
  });

  it('says when nobody had looked', () => {
    expect(looksText(plain)).toBe('This is the first look at this test set.');
  });

  it('says how often, by whom and with how many candidates it had been measured', () => {
    expect(looksText(seen({ times: 1, runs: 1, candidates: 2, latest: [look('a')] }))).toBe(
      'This test set has been measured once before, by 1 run with 2 candidates: a.',
    );
  });

  it('names a schedule in one line, and of its own run how many had looked before', () => {
    const latest = [look('nightly-20261128T030000', { schedule: 'nightly', runs: 7 }), look('a')];
    expect(looksText(seen({ times: 2, runs: 1, schedules: 1, candidates: 2, latest }))).toBe(
      'This test set has been measured 2 times before, by 1 run and 1 schedule with 2 candidates: nightly (a schedule, 7 runs), a.',
    );
    expect(looksText(seen({ series: { schedule: 'nightly', runs: 3 } }))).toBe(
      'Nobody else has measured this test set before. This is a run of schedule nightly, whose runs are one series of looks: 3 runs had looked before.',
    );
    expect(looksText(seen({ series: { schedule: 'nightly', runs: 0 } }))).toBe(
      'This is the first look at this test set. This is a run of schedule nightly, whose runs are one series of looks: this is the first of them.',
    );
  });

  it('says how much of it each saw, names each run once, and counts the rest', () => {
    const latest = [
      look('e', { images: 25 }),
      look('d', { images: 5, trial: true }),
      look('c'),
      look('c'),
      look('b'),
      look('a'),
    ];
    expect(looksText(seen({ times: 6, runs: 5, candidates: 4, latest }))).toBe(
      'This test set has been measured 6 times before, by 5 runs with 4 candidates: e (on 25 of its 40 images), d (a trial on 5 of its 40 images), c and 2 more.',
    );
  });

  it('says whose record could not be counted, and calls no look the first one then', () => {
    const broken =
      'Not counted, since their records are broken: what a, b measured. "tempera verify RUN" names the files.';
    expect(looksText(seen({ broken: ['a', 'b'] }))).toBe(broken);
    expect(looksText(seen({ times: 1, runs: 1, candidates: 2, latest: [look('c')], broken: ['a', 'b'] }))).toBe(
      `This test set has been measured once before, by 1 run with 2 candidates: c. ${broken}`,
    );
  });

  it('says nothing on the validation split, which is there to be looked at', () => {
    expect(looksText(reportOf({ spec: specOf({ on: 'validation' }) }))).toBeUndefined();
  });

  it('stands in every form of the report', () => {
    const report = seen({ times: 1, runs: 1, candidates: 2, latest: [look('run_1')] });
    expect(htmlPage(report, [], new Map())).toContain('measured once before, by 1 run with 2 candidates: run_1.');
    expect(markdownReport(report)).toContain('measured once before, by 1 run with 2 candidates: run\\_1.');
    expect(terminalSummary(report).replace(/\s+/g, ' ')).toContain('by 1 run with 2 candidates: run_1.');
  });
});
