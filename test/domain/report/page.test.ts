import { describe, expect, it } from '@jest/globals';
import { drawCharts } from '../../../domain/report/charts/charts.ts';
import { markdownReport } from '../../../domain/report/files/markdown.ts';
import { htmlPage } from '../../../domain/report/page/page.ts';
import type { Report } from '../../../domain/report/report-schema.ts';
import { reportOf } from '../../fakes/reports.ts';
import { judgeOfTwo, outcomesOf, said, specOf } from '../../fakes/samples.ts';

async function pageOf(report: Report, thumbnails = new Map<string, string>()): Promise<string> {
  return htmlPage(report, drawCharts(report), thumbnails);
}

const labelsOf = (...names: string[]) => names.map((name) => ({ name, meaning: 'so' }));

describe('htmlPage', () => {
  it('says the verdict first', async () => {
    const page = await pageOf(reportOf());
    const body = page.slice(page.indexOf('<main>'));
    expect(body.indexOf('<h1>Better</h1>')).toBeGreaterThan(0);
    expect(body.indexOf('<h1>Better</h1>')).toBeLessThan(body.indexOf('<table'));
    expect(body).toContain('tuned is better than base, by at least 3 points');
  });

  it('shows foreign text as it is, isolated and in its own direction', async () => {
    const hostile = ['<script>alert(1)</script>', '" onload="x', 'שלום', '🚀', '</td></table>'];
    const answers = { base: hostile.map(said), tuned: hostile.map(() => said('right')) };
    const own = (row: number) => ({ question: `<b>${hostile[row]}`, slices: { type: `<i>${row}` } });
    const page = await pageOf(reportOf({ answers, own }));
    expect(page).not.toContain('<script');
    expect(page).not.toContain('<b>שלום');
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).toContain('<bdi>שלום</bdi>');
    expect(page).not.toMatch(/ onload="/);
  });

  it('tells of candidates, slices and labels by names that every object has', async () => {
    const spec = specOf({
      candidates: { base: { model: 'b' }, constructor: { model: 't' } },
      verdict: { compare: 'constructor', against: 'base' },
      judge: { ...judgeOfTwo, rubric: { ...judgeOfTwo.rubric, labels: labelsOf('constructor', '__proto__') } },
      limits: { failedRatings: 1 },
    });
    const answers = { base: outcomesOf('-'.repeat(40)), constructor: outcomesOf('+'.repeat(30).padEnd(40, '-')) };
    const own = (row: number) => ({ slices: { constructor: row % 2 ? '__proto__' : 'constructor' } });
    const report = reportOf({ spec, answers, own });
    const page = await pageOf(report);
    expect(page).toContain('<h1>Better</h1>');
    for (const text of [page, markdownReport(report)]) expect(text).not.toMatch(/undefined|NaN|\[object|\[native/);
    expect(report.candidates[1]?.slices.map(({ value }) => value)).toEqual(['all', 'open', '__proto__', 'constructor']);
    expect(page).toContain(
      '<desc>base, __proto__ (20): 0 %; base, constructor (20): 0 %; constructor, __proto__ (20): 75 %',
    );
  });

  it('cuts endless answers, and says how much is left', async () => {
    const answers = { base: [said('🚀'.repeat(20_000))], tuned: [said('right')] };
    const page = await pageOf(reportOf({ answers }));
    expect(page).toContain('(8000 more characters in predictions.csv)');
    expect(page.length).toBeLessThan(100_000);
  });

  it('shows each image that it was given', async () => {
    const page = await pageOf(reportOf(), new Map([['image-3', 'data:image/webp;base64,AAAA']]));
    expect(page.match(/<img /g)).toHaveLength(1);
    expect(page).toContain('src="data:image/webp;base64,AAAA" alt="The image of test-3"');
  });

  it('shows the test beside the interval, McNemar as what it would be, and what such a test can find', async () => {
    const page = await pageOf(reportOf());
    expect(page).toContain('normalised match, p &lt; 0.0001');
    expect(page).toContain('if samples were independent, McNemar’s would be &lt; 0.0001');
    expect(page).toContain('40 images find a difference of');
  });

  it('sets the estimate beside what it was, and names what it missed', async () => {
    const report = reportOf();
    const account = { models: [], fingerprints: [], calls: 41, reused: 0, promptTokens: 1234, completionTokens: 56 };
    const calls = [{ who: 'base', model: 'base-model', ...account }];
    const asked = { who: 'base', provider: 'sandbox', model: 'base-model', calls: 40, textTokens: 400 };
    const estimate = {
      questions: 40,
      asked: [{ ...asked, imageTokens: 600, answerTokens: { typical: 50, most: 12_000 } }],
      time: { seconds: 2, perCall: { seconds: 1.5, tokensPerSecond: 60 } },
      missed: ['base took <b>'],
    };
    const page = await pageOf({ ...report, execution: { ...report.execution, calls, estimate } });
    expect(page.replaceAll('\u202f', '')).toContain('<td class="number">1234<small>1000</small></td>');
    expect(page).toContain('The estimate missed: base took &lt;b&gt;.');
    expect(await pageOf(report)).not.toContain('Estimated, and was');
  });

  it('says how long the run took', async () => {
    const report = reportOf();
    const execution = { ...report.execution, startedAt: '2026-11-24T09:54:30.000Z' };
    expect(await pageOf({ ...report, execution })).toContain('reported 2026-11-24 12:00 UTC, 2 h 6 min later');
  });

  it('says which slices share alpha, and which are too few to test', async () => {
    const own = (row: number) => ({ slices: { type: row < 15 ? 'many' : row < 36 ? 'more' : 'few' } });
    const page = await pageOf(reportOf({ own }));
    expect(page).toContain('0 of 4 images differ: too few to test');
    expect(page).toContain(
      'The 2 tested slices share α: each interval is at 97.5 % (1 − 0.05/2), and p is adjusted by Holm',
    );
    expect(page).toContain('answer open and all are the same questions, and count once.');
  });

  it.each([
    ['a trial', reportOf({ isTrial: true })],
    ['one candidate', reportOf({ answers: { base: outcomesOf('+-') }, spec: { ...specOf(), verdict: undefined } })],
    ['nothing but failures', reportOf({ answers: { base: outcomesOf('!!'), tuned: outcomesOf('!!') } })],
    ['equal answers', reportOf({ answers: { base: outcomesOf('++'), tuned: outcomesOf('++') } })],
  ])('has no wrong number in a report on %s', async (_, report) => {
    expect(await pageOf(report)).not.toMatch(/NaN|undefined|Infinity|\[object/);
  });

  it('has no share of nothing in its top, and no points in the plural of one', async () => {
    const page = await pageOf(reportOf({ answers: { base: outcomesOf('!!'), tuned: outcomesOf('!!') } }));
    expect(page).toContain('No verdict: base answered nothing, tuned answered nothing.');
    expect(page).not.toContain('class="figures"');
    expect(page).not.toMatch(/0 of 0|\b1 (images|questions|points)\b/);
    const verdict = { compare: 'tuned', against: 'base', minimumEffect: 0.01 };
    expect(await pageOf(reportOf({ spec: specOf({ verdict }) }))).not.toMatch(/\b1 points\b/);
  });

  it('lists what looks wrong with labels and data, and says where there is nothing', async () => {
    const answers = { base: [said('<i>a</i>'), said('right')], tuned: [said('<i>a</i>'), said('right')] };
    const page = await pageOf(reportOf({ answers }));
    expect(page).toContain('All candidates agree, and not with the target <small>1 question</small>');
    expect(page).toContain('<dt>all candidates</dt><dd dir="auto"><bdi>&lt;i&gt;a&lt;/i&gt;</bdi></dd>');
    expect(page).toContain('tempera adjudicate run-1');
    expect(page).toContain('<dt>also among the worked examples</dt><dd>none</dd>');
    expect(page).not.toContain('is worst');
  });
});
