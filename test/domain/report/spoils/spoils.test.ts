import { describe, expect, it } from '@jest/globals';
import type { AnswerOutcome } from '../../../../domain/answering/answer.ts';
import type { Rating } from '../../../../domain/grading/rating.ts';
import { markdownReport } from '../../../../domain/report/files/markdown.ts';
import { terminalSummary } from '../../../../domain/report/files/summary.ts';
import { htmlPage } from '../../../../domain/report/page/page.ts';
import { type Report, ReportSchema } from '../../../../domain/report/report-schema.ts';
import { findSpoils, spoilsIn } from '../../../../domain/report/spoils/spoils.ts';
import { endOf, headingOf } from '../../../../domain/report/words/notices.ts';
import { remarksOf } from '../../../../domain/report/words/remarks.ts';
import { gateOf } from '../../../../domain/verdict/gate.ts';
import { type MadeReport, reportOf } from '../../../fakes/reports.ts';
import { judgeOfTwo, outcomesOf, said, specOf } from '../../../fakes/samples.ts';

const right = outcomesOf('+'.repeat(40));
const wrong = outcomesOf('-'.repeat(40));
const none = { samples: 0, images: 0, shown: [] };
const shared = (count: number) => ({ samples: count, images: count, shown: [] });

/** The last of forty right answers, in the place of which stands another outcome. */
const withLast = (count: number, outcome: AnswerOutcome): AnswerOutcome[] =>
  right.with(-1, outcome).fill(outcome, 40 - count);

const refusedByServer: AnswerOutcome = {
  outcome: 'failed',
  reason: 'HTTP 400, code unsupported_value, type invalid_request_error, param temperature',
  code: 'unsupported_value',
  status: 400,
};
const cut: AnswerOutcome = { outcome: 'failed', reason: 'no text within maxTokens', code: 'empty-at-limit' };

const made = (own: MadeReport, tuned: AnswerOutcome[] = right) => reportOf({ answers: { base: wrong, tuned }, ...own });
const kindsOf = (report: Report) => spoilsIn(report).map(({ kind }) => kind);

describe('findSpoils', () => {
  it('finds nothing in a run that went well, and in one whose few gaps are below every limit', () => {
    expect(made({}).spoils).toEqual([]);
    const spec = specOf({ limits: { failedSamples: 0.05 } });
    expect(made({ spec }, withLast(2, refusedByServer)).spoils).toEqual([]);
    expect(made({}, withLast(2, said(''))).spoils).toEqual([]);
  });

  it('calls a run that was ended at its cap incomplete, however little was left', () => {
    const unasked: AnswerOutcome = { outcome: 'failed', reason: 'not asked: the budget was spent', code: 'budget' };
    const report = made({ spec: specOf({ limits: { failedSamples: 0.05 } }) }, withLast(1, unasked));
    expect(report.outcome).toBe('incomplete');
    expect(report.spoils).toEqual([
      {
        kind: 'ended-at-cap',
        candidate: 'tuned',
        count: 1,
        of: 40,
        share: 1 / 40,
        text: '1 of 40 answers of tuned was not asked for: somebody ended the run at its cap (limits.spend).',
      },
    ]);
    expect(gateOf(report)).toMatchObject({ outcome: 'incomplete' });
  });

  it('speaks of prompts where it is text alone that stands elsewhere too', () => {
    const text = (own: object) => {
      const shown = [{ sample: 'test-1', question: 'Who?', targets: ['Ann'], ...own }];
      const { spoils } = made({ audit: { sharedImages: { train: { samples: 1, images: 1, shown }, examples: none } } });
      return spoils?.[0]?.text;
    };
    expect(text({})).toMatch(/^1 of 40 questions of the test split has prompts or clusters that training has too,/);
    expect(text({ image: 'a' })).toMatch(
      /^1 of 40 questions of the test split is about images or clusters that training has too,/,
    );
  });

  it.each<[string, Partial<Report['audit']['sharedImages']>, number]>([
    ['training', { train: shared(40) }, 40],
    ['validation', { validation: shared(1) }, 1],
    ['worked examples', { examples: shared(2) }, 2],
  ])('names samples that are in %s too, however few they are', (_, places, count) => {
    const { spoils } = made({ audit: { sharedImages: { examples: none, ...places } } });
    expect(spoils).toEqual([
      { kind: 'shared-data', count, of: 40, share: count / 40, text: expect.stringMatching(/ of 40 questions /) },
    ]);
  });

  it('names a candidate without any answer, why, and nothing else of it', () => {
    expect(made({}, withLast(40, refusedByServer)).spoils).toEqual([
      {
        kind: 'no-answers',
        candidate: 'tuned',
        count: 40,
        of: 40,
        share: 1,
        text: 'tuned answered none of 40 questions (40 × HTTP 400 unsupported_value).',
      },
    ]);
    expect(kindsOf(made({}, outcomesOf('r'.repeat(40))))).toEqual(['no-answers']);
    expect(kindsOf(made({ spec: specOf({ limits: { failedSamples: 1 } }) }, withLast(40, cut)))).toEqual([
      'no-answers',
    ]);
  });

  it('names missing and empty answers above their limits, each with its reason', () => {
    const texts = (report: Report) => report.spoils?.map(({ text }) => text);
    expect(texts(made({}, withLast(3, cut)))).toEqual([
      '3 of 40 answers of tuned are missing (3 × out of thought), more than the 2 % of limits.failedSamples. Raise parameters.reasoningTokens, or lower reasoningEffort.',
    ]);
    expect(texts(made({ spec: specOf({ limits: { failedSamples: 0.5 } }) }, withLast(3, cut)))).toEqual([
      '3 of 40 answers of tuned are empty, 3 of them cut by length, more than the 5 % of limits.spoiledAnswers.',
    ]);
    expect(texts(made({}, withLast(3, said(' '))))).toEqual([
      '3 of 40 answers of tuned are empty, more than the 5 % of limits.spoiledAnswers.',
    ]);
    expect(made({ spec: specOf({ limits: { spoiledAnswers: 0.5 } }) }, withLast(3, said(''))).spoils).toEqual([]);
  });

  it('names an answer once that is empty and missing, in the remarks too', () => {
    const both = [...withLast(3, cut).slice(0, -6), ...withLast(3, said('')).slice(-3), ...withLast(3, cut).slice(-3)];
    const report = made({}, both);
    expect(report.spoils).toMatchObject([
      { kind: 'missing-answers', count: 3 },
      { kind: 'spoiled-answers', count: 3 },
    ]);
    expect(remarksOf(report)[0]).toBe('Of 40 questions to tuned: 3 failed (missing), 3 empty.');
    expect(remarksOf(made({}, withLast(3, cut)))[0]).toBe('Of 40 questions to tuned: 3 failed (missing).');
  });
});

describe('failed ratings', () => {
  const spec = specOf({ judge: judgeOfTwo });

  /** A report whose judge has failed so many of so many ratings. */
  function judged(failed: number, rated: number, own: Partial<Report> = {}): Report {
    const report = made({ spec });
    const reasons = failed > 0 ? [{ outcome: 'failed' as const, code: 'timeout', count: failed }] : [];
    const judge = { ...(report.judge as NonNullable<Report['judge']>), rated, failed, reasons };
    const candidates = report.candidates.map((candidate) => ({
      ...candidate,
      slices: candidate.slices.map(({ ratings: _, ...slice }) => slice),
    }));
    return { ...report, judge, candidates, ...own };
  }

  const spoilsOf = (report: Report) => findSpoils(report, spec.limits);

  it('are named above their limit, with reasons', () => {
    expect(spoilsOf(judged(1, 99))).toEqual([]);
    expect(spoilsOf(judged(3, 97))).toEqual([
      {
        kind: 'failed-ratings',
        rater: 'the judge',
        count: 3,
        of: 100,
        share: 0.03,
        limit: 0.02,
        text: '3 of 100 ratings by the judge failed (3 × timeout), more than the 2 % of limits.failedRatings.',
      },
    ]);
  });

  it('weigh by the answers that lack one, where one text is the answer to many questions', () => {
    const ratings: ReadonlyMap<string, Rating> = new Map();
    const report = made({ spec, ratings });
    const judge = { ...(report.judge as NonNullable<Report['judge']>), rated: 99, failed: 1 };
    expect(spoilsOf({ ...report, judge })).toMatchObject([
      { kind: 'failed-ratings', candidate: 'base', count: 40, of: 40, share: 1 },
    ]);
  });

  it('make the run incomplete when all failed, and else head the verdict that does not rest on them', () => {
    const all = made({ spec, ratings: new Map() });
    expect([all.outcome, gateOf(all).outcome]).toEqual(['incomplete', 'incomplete']);
    const some = judged(3, 97);
    const report = { ...some, spoils: spoilsOf(some), outcome: 'done' as const };
    expect(gateOf(report)).toMatchObject({
      outcome: 'incomplete',
      because: expect.stringContaining('by the judge failed'),
    });
    expect(headingOf(report)).toBe('better, failed ratings');
  });

  it('make the run incomplete when the verdict rests on the grader that failed', () => {
    const grader = {
      type: 'label_model' as const,
      name: 'kind',
      model: 'grader-model',
      input: [{ role: 'user' as const, content: 'Rate {{sample.output_text}}' }],
      labels: ['good', 'bad'],
      passing_labels: ['good'],
    };
    const verdict = { compare: 'tuned', against: 'base', metric: 'kind' };
    const report = made({ spec: specOf({ graders: { kind: grader }, verdict }), ratings: new Map<string, Rating>() });
    expect(report.outcome).toBe('incomplete');
    expect(kindsOf(report)).toEqual(['failed-ratings']);
  });
});

describe('a spoiled verdict', () => {
  const spoiled: [string, string, Report][] = [
    ['shared data', 'passed', made({ audit: { sharedImages: { train: shared(40), examples: none } } })],
    ['empty answers', 'spoiled', made({}, withLast(8, said('')))],
    ['missing answers', 'incomplete', made({}, withLast(8, refusedByServer))],
    ['no answers', 'incomplete', made({}, withLast(40, refusedByServer))],
    ['failed ratings', 'incomplete', made({ spec: specOf({ judge: judgeOfTwo }) })],
  ];

  it('says in the first lines of every form what spoils it', () => {
    for (const [title, , report] of spoiled) expectHeaded(report, title);
  });

  function expectHeaded(report: Report, title: string): void {
    const [first] = report.spoils ?? [];
    const text = first?.text ?? 'nothing';
    expect(terminalSummary(report).replaceAll('\n', ' ')).toMatch(new RegExp(`^${title.toUpperCase()}: `));
    expect(terminalSummary(report).replaceAll('\n', ' ')).toContain(text);
    const [heading, , notice] = markdownReport(report).split('\n');
    expect(heading).toMatch(new RegExp(`, ${title}$`));
    expect(notice).toMatch(new RegExp(`^> \\*\\*${title}\\*\\*`, 'i'));
    const page = htmlPage(report, [], new Map());
    expect(page).toContain(`${title}</title>`);
    expect(page.slice(page.indexOf('<header'), page.indexOf('<h1>')).toLowerCase()).toContain(
      `<strong>${title}</strong>`,
    );
    expect(Object.keys(ReportSchema.parse(report)).indexOf('spoils')).toBeLessThan(6);
    expect(endOf(report).notice).toBe(title);
  }

  it.each(spoiled)('of %s: at the gate %2$s', (_, outcome, report) => {
    expect(gateOf(report).outcome).toBe(outcome);
  });

  it('is found in a report that 0.1.0 stored, which lists no spoils and knows fewer limits', () => {
    const { spoils: _, ...report } = made({ audit: { sharedImages: { train: shared(40), examples: none } } });
    const limits = { failedSamples: 0.02, reuseAnswers: true, concurrency: 32 };
    const old = { ...report, provenance: { ...report.provenance, spec: { ...report.provenance.spec, limits } } };
    expect(kindsOf(ReportSchema.parse(old))).toEqual(['shared-data']);
    expect(headingOf(old)).toBe('better, shared data');
  });
});

describe('a trial', () => {
  const trial = (tuned: AnswerOutcome[], own: MadeReport = {}) =>
    made({ spec: specOf({ verdict: undefined }), isTrial: true, ...own }, tuned);

  it('in which a candidate answered nothing does not show that the run works', () => {
    const report = trial(withLast(40, refusedByServer));
    expect(report.outcome).toBe('incomplete');
    expect(report.headline).toBe(
      'The trial shows that the run does not work: tuned answered none of 40 questions (40 × HTTP 400 unsupported_value).',
    );
    expect(terminalSummary(report)).toMatch(/^NO ANSWERS: .*\(40 × HTTP 400\sunsupported_value\)/);
    expect(terminalSummary(report)).not.toContain('that the run works');
  });

  it('whose judge rated nothing does not either', () => {
    const report = trial(right, { spec: specOf({ verdict: undefined, judge: judgeOfTwo }) });
    expect([report.outcome, report.headline]).toEqual(['incomplete', expect.stringContaining('does not work')]);
  });

  it('with a gap is a trial, and says what is missing', () => {
    const report = trial(withLast(1, refusedByServer));
    expect(report.outcome).toBe('trial');
    expect(report.headline).toMatch(
      /^Trial, no verdict: the run works in part\. 1 of 40 answers of tuned is missing \(1 × /,
    );
    expect(terminalSummary(report)).toMatch(/^MISSING ANSWERS: 1 of 40 answers of tuned is missing/);
  });
});
