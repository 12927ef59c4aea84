import { describe, expect, it } from '@jest/globals';
import { type DefaultTreeAdapterTypes, type ParserError, parse } from 'parse5';
import { ratingItemId } from '../../../../domain/grading/judging.ts';
import type { Rating } from '../../../../domain/grading/rating.ts';
import { markdownReport } from '../../../../domain/report/files/markdown.ts';
import { terminalSummary } from '../../../../domain/report/files/summary.ts';
import { ReportSchema } from '../../../../domain/report/report-schema.ts';
import { pageOf } from '../../../fakes/pages.ts';
import { type MadeReport, reportOf } from '../../../fakes/reports.ts';
import { judgeOfTwo, outcomesOf, said, sampleOf, specOf } from '../../../fakes/samples.ts';

type Made = MadeReport & Required<Pick<MadeReport, 'answers'>>;

const pair = (base: string, tuned: string) => ({ base: outcomesOf(base), tuned: outcomesOf(tuned) });
const hostile = [
  '<script>alert(1)</script>',
  '</script><script>alert(2)</script>',
  '<!-- <script>',
  ']]><svg onload=alert(3)>',
  '"\' onfocus="alert(4)',
  '</td></table></main>',
  'مرحبا بالعالم \u202e gnp.exe',
  '👩‍👩‍👧‍👦 🚀 e\u0301',
  '\u2028\u2029\ufeff',
  '| a | b |\n|---|---|\n# heading',
  '=HYPERLINK("x")',
  'long '.repeat(2000),
];

const cases: Record<string, Made> = {
  'one candidate': { answers: { base: outcomesOf('+-'.repeat(20)) }, spec: specWithout() },
  'all equal and right': { answers: pair('+'.repeat(20), '+'.repeat(20)) },
  'all equal and wrong': { answers: pair('-'.repeat(20), '-'.repeat(20)) },
  'no closed question': { answers: pair('+-'.repeat(20), '++'.repeat(20)) },
  'closed questions only': { answers: pair('+-'.repeat(20), '++'.repeat(20)), own: () => ({ targets: ['yes'] }) },
  'a slice of two samples': {
    answers: pair('+-'.repeat(20), '++'.repeat(20)),
    own: (row) => ({ slices: { type: row < 2 ? 'rare' : 'common' } }),
  },
  'one sample': { answers: pair('-', '+') },
  'nothing but failures': { answers: pair('!!!!', '!!!!') },
  'nothing but refusals': { answers: pair('rrrr', 'rrrr') },
  'an empty slice of the verdict': {
    answers: pair('+-'.repeat(20), '++'.repeat(20)),
    spec: specOf({ verdict: { compare: 'tuned', against: 'base', slice: { answer: 'closed' } } }),
  },
  'a label outside the rubric': {
    answers: pair('+-'.repeat(20), '++'.repeat(20)),
    spec: specOf({ judge: judgeOfTwo }),
    ratings: ratedAs('Nobody knows this <label>'),
  },
  'hostile texts everywhere': {
    answers: { base: hostile.map(said), tuned: hostile.map(() => said('right')) },
    own: (row) => ({
      question: hostile[row] ?? '',
      targets: [hostile[(row + 1) % hostile.length] ?? '', 'right'],
      slices: { type: hostile[row] ?? '' },
    }),
  },
};

function specWithout() {
  return { ...specOf(), verdict: undefined };
}

function ratedAs(label: string): Map<string, Rating> {
  const { question } = sampleOf(0);
  const ids = ['right', 'wrong'].map((answer) => ratingItemId({ question, targets: ['right'], answer }));
  const call = { attempts: 1, milliseconds: 1 };
  return new Map(
    ids.map((itemId) => [itemId, { itemId, outcome: 'rated', label, reason: 'so', model: 'judge-model', call }]),
  );
}

const noNumber = /\bNaN\b|\bundefined\b|\bInfinity\b|\[object /;

const withoutEnd = /^<(meta|br|img|input|hr)\b|\/>$/;

/** What the parser calls an error, and elements that it opened or closed of its own accord. */
function errorsOf(page: string): string[] {
  const errors: string[] = [];
  const onParseError = ({ code, startLine }: ParserError) => errors.push(`${code} in line ${startLine}`);
  const parsed = parse(page, { onParseError, sourceCodeLocationInfo: true });
  return [...errors, ...misnested(parsed, page)];
}

function misnested(node: DefaultTreeAdapterTypes.Node, page: string): string[] {
  const place = 'tagName' in node ? node.sourceCodeLocation : undefined;
  const start = page.slice(place?.startTag?.startOffset, place?.startTag?.endOffset);
  const isWrong = 'tagName' in node && (!place || (!place.endTag && !withoutEnd.test(start)));
  const children = 'childNodes' in node ? node.childNodes : [];
  return [
    ...(isWrong ? [`${node.nodeName} is not closed`] : []),
    ...children.flatMap((child) => misnested(child, page)),
  ];
}

function attributesOf(node: DefaultTreeAdapterTypes.Node): string[] {
  const own = 'attrs' in node ? node.attrs.map(({ name }) => name) : [];
  return [...own, ...('childNodes' in node ? node.childNodes : []).flatMap(attributesOf)];
}

describe.each(Object.entries(cases))('a report on %s', (_, made) => {
  it('is a page without a mistake in its HTML', async () => {
    expect(errorsOf(await pageOf(made))).toEqual([]);
  });

  it('has no script but its own, and no handler', async () => {
    const page = await pageOf(made);
    expect(page.match(/<script/g)?.length).toBe(2);
    expect(attributesOf(parse(page)).filter((name) => name.startsWith('on'))).toEqual([]);
  });

  it('has no wrong number in any form', async () => {
    const report = reportOf(made);
    const page = (await pageOf(made)).replace(/<script>.*?<\/script>/s, '');
    for (const text of [page, markdownReport(report), terminalSummary(report)]) expect(text).not.toMatch(noNumber);
    expect(ReportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(JSON.parse(JSON.stringify(report)));
  });

  it('has Markdown in which no foreign text is a heading, a row or a tag', () => {
    const text = markdownReport(reportOf(made));
    expect(text).not.toMatch(/^# heading|^\|---\|---\|\n# /m);
    expect(text.replaceAll(/<\/?(details|summary|br|sub|sup)>/g, '')).not.toMatch(/<script|<svg|<\/table/);
  });
});

describe('the parser of these tests', () => {
  it.each(['<p><div></div></p>', '<b><i></b></i>', '<p class="a" class="b"></p>'])(
    'finds the mistake in %s',
    (mistake) => {
      expect(errorsOf(`<!doctype html><html><head></head><body>${mistake}</body></html>`)).not.toEqual([]);
    },
  );
});

describe('a page', () => {
  it('has its headings in order, names for its tables, and a scope for each heading of a table', async () => {
    const page = await pageOf({
      ...cases['a label outside the rubric'],
      answers: pair('+-'.repeat(20), '++r!'.repeat(10)),
    });
    const levels = [...page.matchAll(/<h([1-6])/g)].map(([, level]) => Number(level));
    expect(levels[0]).toBe(1);
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    for (const [index, level] of levels.entries()) expect(level - (levels[index - 1] ?? 1)).toBeLessThanOrEqual(1);
    expect(page).not.toMatch(/<th(?![^>]*scope=)[ >]/);
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(ids).toEqual([...new Set(ids)]);
    const targets = [...page.matchAll(/(?:href="#|aria-labelledby=")([^"]+)"/g)].map(([, id]) => id);
    expect(targets.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it('links each group of pairs to its answers, and the groups add up', async () => {
    const page = await pageOf({ answers: pair('++--', '+-+-') });
    const links = [...page.matchAll(/<a href="#([a-z-]+)">1<\/a>/g)].map(([, kind]) => kind);
    expect(links).toEqual(['both-right', 'gained', 'lost', 'both-wrong']);
    expect(page).toContain('<td class="number sum">4</td>');
  });
});
