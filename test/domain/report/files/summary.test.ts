import { describe, expect, it } from '@jest/globals';
import { terminalSummary } from '../../../../domain/report/files/summary.ts';
import { reportOf } from '../../../fakes/reports.ts';
import { judgeOfTwo, outcomesOf, specOf } from '../../../fakes/samples.ts';

describe('terminalSummary', () => {
  it('holds the sentence, the table and the difference by either rule', () => {
    const summary = terminalSummary(reportOf());
    expect(summary).toContain('tuned is better than base');
    expect(summary).toMatch(/^tuned +75\.0 % +– +75\.0 % +40\/0\/0$/m);
    expect(summary).toMatch(/^most frequent answer +100\.0 %/m);
    expect(summary).toContain('exact +75.0');
  });

  it('says by what the scores are, however short the names', () => {
    const report = reportOf();
    const candidates = report.candidates.filter(({ kind }) => kind === 'candidate');
    expect(terminalSummary({ ...report, candidates })).toMatch(/^by normalised match +all +closed/m);
  });

  it('fits in 80 columns, however long the names', () => {
    const [long, longer] = ['a'.repeat(40), `${'b'.repeat(39)}c`];
    const spec = specOf({
      candidates: { [long]: { model: 'm' }, [longer]: { model: 'n' } },
      verdict: { compare: long, against: longer },
    });
    const answers = { [long]: outcomesOf('+-'.repeat(30)), [longer]: outcomesOf('-+'.repeat(30)) };
    const widths = terminalSummary(reportOf({ spec, answers }))
      .split('\n')
      .map(({ length }) => length);
    expect(Math.max(...widths)).toBeLessThanOrEqual(80);
  });

  it('says what judge and graders said of each candidate, in a trial too', () => {
    const similar = {
      type: 'text_similarity' as const,
      name: 'similar',
      input: '{{sample.output_text}}',
      reference: '{{item.target}}',
      evaluation_metric: 'fuzzy_match' as const,
      pass_threshold: 0.8,
    };
    const spec = specOf({ judge: { ...judgeOfTwo, when: 'unsettled' }, graders: { similar } });
    const answers = { base: outcomesOf('+-'), tuned: outcomesOf('++') };
    const trial = terminalSummary(reportOf({ spec, answers, isTrial: true })).replaceAll(/\s+/g, ' ');
    expect(trial).toContain('By the judge: base: 1 Close, 0 Far, 1 without a rating; tuned: 2 Close, 0 Far.');
    expect(trial).toMatch(/By similar: base: [\d.]+ %; tuned: 100\.0 %\./);
    const none = specOf({ judge: undefined });
    expect(terminalSummary(reportOf({ spec: none, answers }))).not.toMatch(/^By /m);
  });

  it('says what was taken over from earlier runs, and nothing when that is nothing', () => {
    const report = reportOf();
    const calls = [
      {
        who: 'base',
        model: 'm',
        models: ['m'],
        fingerprints: [],
        calls: 0,
        reused: 7,
        promptTokens: 0,
        completionTokens: 0,
      },
    ];
    const tuned = { jobId: 'ftjob-1', model: 'ft:m', reusedFrom: 'run-0' };
    const reused = { ...report, execution: { ...report.execution, calls, tuned } };
    expect(terminalSummary(reused)).toMatch(
      /not paid again: the model tuned by run run-0,\sand 7 answers and ratings\.$/,
    );
    expect(terminalSummary(report)).not.toContain('Taken over');
  });
});
