import { describe, expect, it } from '@jest/globals';
import { markdownReport } from '../../../../domain/report/files/markdown.ts';
import { terminalSummary } from '../../../../domain/report/files/summary.ts';
import { htmlPage } from '../../../../domain/report/page/page.ts';
import { remarksOf } from '../../../../domain/report/words/remarks.ts';
import type { TakenAnswers } from '../../../../domain/stored/origin.ts';
import { reportOf } from '../../../fakes/reports.ts';
import { specOf } from '../../../fakes/samples.ts';

const facts = {
  samples: 40,
  byId: 30,
  byQuestion: 10,
  missing: 0,
  unused: 0,
  repeatsLeftOut: 0,
  unchecked: {},
  models: [],
};
const modified = '2026-11-20T08:00:00.000Z';
const taken = (own: Partial<TakenAnswers['facts']> = {}, file = 'old.csv'): TakenAnswers => ({
  origin: { file, sha256: 'a'.repeat(64), bytes: 10, modified },
  sha256: 'a'.repeat(64),
  format: 'table',
  facts: { ...facts, ...own },
});
const answers = { file: 'old.csv' };
const spec = specOf({
  candidates: { base: { model: 'gpt-4o', answers }, tuned: { model: 'gpt-5' } },
  verdict: { compare: 'tuned', against: 'base' },
});
const reported = (own: TakenAnswers) => reportOf({ spec, taken: new Map([['base', own]]) });

describe('a report on stored answers', () => {
  it('says first where they come from, and that nobody was asked', () => {
    expect(remarksOf(reported(taken()))[0]).toBe(
      "The answers of base were given before (not after 2026-11-20, when the file was written) and taken from old.csv: nobody was asked, and only this run's rules rate them.",
    );
    const said = { from: '2026-11-01T00:00:00.000Z', to: '2026-11-03T00:00:00.000Z' };
    const [first] = remarksOf(reported(taken({ said, shutdownDate: '2027-01-14' })));
    expect(first).toContain('given before (from 2026-11-01 to 2026-11-03)');
    expect(first).toContain('Its model is served until 2027-01-14.');
  });

  it('says what could not be checked, and what was left out', () => {
    const remarks = remarksOf(reported(taken({ unchecked: { question: 40, image: 3 }, unused: 1, repeatsLeftOut: 2 })));
    expect(remarks.slice(1, 3)).toEqual([
      'Not checked for base, since old.csv does not tell: the question of all of them, the image of 3 of 40 answers.',
      'old.csv also has 1 answer to no sample of this run and 2 further repeats, left out here.',
    ]);
  });

  it('takes no name in a file for an alias that may point elsewhere', () => {
    expect(reported(taken()).candidates[0]).toMatchObject({ provider: 'storage', floating: false });
  });

  it('shows a hostile name of a file as the text that it is', () => {
    const report = reported(taken({}, '<img src=x onerror=alert(1)>.csv'));
    expect(htmlPage(report, [], new Map())).not.toContain('<img src=x');
    expect(markdownReport(report)).not.toMatch(/[^\\]<img/);
    expect(terminalSummary(report)).toContain('nobody was asked');
  });
});

describe('a report of agreement', () => {
  const agreeing = specOf({
    candidates: { old: { model: 'gpt-4o', answers }, base: { model: 'gpt-5' }, tuned: { model: 'gpt-5-mini' } },
    verdict: undefined,
  });
  const report = reportOf({
    spec: { ...agreeing, data: { ...agreeing.data, targets: { candidate: 'old' } } },
    taken: new Map([['old', taken({ samples: 42 })]]),
  });

  it('is headed so, and says how far each candidate agrees', () => {
    expect(report.headline).toMatch(
      /^base agrees with old on 0\.0 % \(95 % interval .*\), tuned agrees with old on 75\.0 % \(95 % interval .*\) by normalised match, of 40 questions about 40 images\.$/,
    );
    expect(terminalSummary(report)).toMatch(/^AGREEMENT: the targets are the answers of old \(gpt-4o, from old\.csv\)/);
    expect(markdownReport(report)).toContain('> **Agreement**: the targets are');
    expect(report.agreement?.leftOut).toBe(2);
  });

  it('shows disagreements of the first candidate that is held against it, several about one image', () => {
    const page = htmlPage(report, [], new Map());
    expect(page).toContain('Disagreements with old');
    expect(report.examples.rule).toBe(
      'At most 100 disagreements and 10 agreements by normalised match, in the order of the test set.',
    );
  });
});
