import { describe, expect, it } from '@jest/globals';
import type { AnswerOutcome } from '../../../../domain/answering/answer.ts';
import { markdownReport } from '../../../../domain/report/files/markdown.ts';
import { terminalSummary } from '../../../../domain/report/files/summary.ts';
import { htmlPage } from '../../../../domain/report/page/page.ts';
import type { Report } from '../../../../domain/report/report-schema.ts';
import { remarksOf } from '../../../../domain/report/words/remarks.ts';
import { reportOf } from '../../../fakes/reports.ts';
import { judgeOfTwo, outcomesOf, said, specOf } from '../../../fakes/samples.ts';

const plain = reportOf();
const base = outcomesOf('-'.repeat(99));
const mixed = reportOf({
  spec: specOf({ limits: { failedSamples: 0.1 } }),
  answers: {
    base,
    tuned: [
      ...outcomesOf('+'.repeat(94)),
      { outcome: 'failed', reason: 'HTTP 500', code: '500', status: 500 },
      { outcome: 'refused', by: 'content-filter', text: '', code: 'safety' },
      { outcome: 'answered', text: 'half an ans', cutByLength: true },
      said(''),
      { ...said('yes'), finishWord: '<eos>' } as AnswerOutcome,
    ],
  },
});

describe('remarksOf', () => {
  it('has nothing to say of a run that went well', () => {
    expect(remarksOf(plain)).toEqual([]);
  });

  it('names every outcome that is no whole answer, below every limit too, and words that nobody knows', () => {
    expect(mixed.spoils).toEqual([]);
    expect(remarksOf(mixed)).toEqual([
      'Of 99 questions to tuned: 1 refused (wrong), 1 failed (missing), 1 cut by length, 1 empty (1 × HTTP 500, 1 × safety).',
      'Answers of tuned ended by words that Tempera does not know, and count as answers: 1 × "<eos>".',
    ]);
  });

  it('does not say twice why answers are missing', () => {
    const report = reportOf({ answers: { base, tuned: outcomesOf(`${'+'.repeat(90)}${'!'.repeat(9)}`) } });
    expect(remarksOf(report)).toEqual(['Of 99 questions to tuned: 9 failed (missing).']);
    expect(remarksOf(reportOf({ answers: { base, tuned: outcomesOf('!'.repeat(99)) } }))).toEqual([]);
  });

  it('tells what was left out of training, what providers said, and what 0.1.0 stored', () => {
    const counts = { sourceImages: 9, images: 9, rows: 9, rowsLeftOut: {} };
    const { dataset } = plain.provenance;
    const train = { ...counts, linesLeftOut: { 'image or cluster among the samples': 4 }, examplesLeftOut: 1 };
    const { spoils: _, ...stored } = plain;
    const report: Report = {
      ...stored,
      execution: {
        ...plain.execution,
        said: [{ who: 'tuned', code: 'unsupported_value', count: 40, said: 'temperature does not support 0' }],
        tuned: { jobId: 'j', model: 'm', warnings: ['skipped 3 examples'] },
      },
      provenance: { ...plain.provenance, dataset: { ...dataset, counts: { ...dataset.counts, train } } },
    };
    expect(remarksOf(report)).toEqual([
      'To tuned the provider said of unsupported_value: “temperature does not support 0”',
      'Left out since images or clusters of theirs are in the test split (data.leakage: drop): 4 training lines, 1 worked example.',
      'The provider warned of the training: skipped 3 examples',
      'Stored by Tempera 0.1.0, whose files are not checked.',
    ]);
  });

  it('names who answers at its own sampling, and advises to ask it more than once', () => {
    const parameters = new Map([
      ['base', { temperature: 0, maxTokens: 300 }],
      ['tuned', { maxTokens: 4300 }],
    ]);
    const once =
      'Asked at the model’s own sampling, since it takes no temperature: tuned. Asked again they may answer otherwise. Ask each question several times (repeats) to see how much.';
    expect(remarksOf(reportOf({ parameters }))).toEqual([once]);
    expect(remarksOf(reportOf({ parameters, spec: specOf({ repeats: 3 }) }))).toEqual([
      once.replace(/ Ask each.*/, ''),
    ]);
    expect(reportOf({ parameters }).candidates.find(({ name }) => name === 'tuned')?.parameters).toEqual({
      maxTokens: 4300,
    });
  });

  it('advises no repeats for the sake of the judge alone, who rates an answer once', () => {
    const parameters = new Map([['the judge', { maxTokens: 300 }]]);
    expect(remarksOf(reportOf({ parameters, spec: specOf({ judge: judgeOfTwo }) }))).toContain(
      'Asked at the model’s own sampling, since it takes no temperature: the judge. Asked again they may answer otherwise.',
    );
  });

  it('stands behind the verdict in every form, inert', () => {
    const [terminal, markdown, page] = [terminalSummary(mixed), markdownReport(mixed), htmlPage(mixed, [], new Map())];
    for (const text of [terminal, markdown]) {
      expect(text.indexOf('1 refused')).toBeGreaterThan(text.indexOf('tuned is better'));
      expect(text.indexOf('1 refused')).toBeLessThan(text.indexOf('most frequent answer'));
    }
    expect(markdown).toContain('\\<eos\\>');
    expect(page.slice(page.indexOf('<header'), page.indexOf('</header>'))).toContain('1 refused (wrong)');
    expect(page).toContain('&lt;eos&gt;');
    expect(page).not.toContain('<eos>');
  });
});
