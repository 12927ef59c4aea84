import { describe, expect, it } from '@jest/globals';
import { specGradersOf } from '../../../../domain/grading/graders/spec-graders.ts';
import { markdownReport } from '../../../../domain/report/files/markdown.ts';
import { predictionHeader, predictionLines, predictionsOf } from '../../../../domain/report/files/predictions.ts';
import { terminalSummary } from '../../../../domain/report/files/summary.ts';
import { htmlPage } from '../../../../domain/report/page/page.ts';
import { ReportSchema } from '../../../../domain/report/report-schema.ts';
import { graderText } from '../../../../domain/report/words/grader-words.ts';
import { headlineOf } from '../../../../domain/report/words/headline.ts';
import { reportOf } from '../../../fakes/reports.ts';
import { gradedSamples, said, sampleOf, specOf } from '../../../fakes/samples.ts';

const spec = specOf({
  graders: { book: { type: 'json', fields: ['title', 'year'] }, tag: { type: 'pattern', pattern: '<b>|{' } },
  verdict: { compare: 'tuned', against: 'base', metric: 'book' },
});
const target = '{"title":"The Moon Pool","year":1919}';

/** Forty books and ten titles, of which `base` has the year wrong in half, and says nothing readable to one. */
function bookReport() {
  const half = (row: number) => said(row === 0 ? 'what?' : row % 2 === 0 ? target : '{"title":"The Moon Pool"}');
  return reportOf({
    spec,
    own: (row) => ({ targets: [row < 40 ? target : 'The Moon Pool'] }),
    answers: {
      base: Array.from({ length: 50 }, (_, row) => half(row)),
      tuned: Array.from({ length: 50 }, () => said(target)),
    },
  });
}

describe('a report with graders', () => {
  const report = bookReport();

  it('rests the verdict on the grader, on the samples that it applies to', () => {
    expect(ReportSchema.parse(report)).toEqual(report);
    expect(report.comparison).toMatchObject({ verdict: 'better', metric: 'book' });
    expect(report.comparison?.primary).toMatchObject({
      samples: 40,
      missing: 0,
      scores: { compare: 40, against: 29 },
      pairs: { both: 19, onlyCompare: 21 },
    });
    // Half points are nothing that McNemar's test knows.
    expect(report.comparison?.primary.mcNemar).toBeUndefined();
    expect(headlineOf(report, false, [])).toMatch(/\+27\.5 points \(95 % interval .*\) by grader book on 40 questions/);
  });

  it('counts what a grader could not read', () => {
    const [base] = report.candidates;
    expect(base?.slices[0]?.scores['book']).toMatchObject({ points: 29, samples: 40, unreadable: 1 });
    expect(base?.slices[0]?.scores['tag']).toMatchObject({ points: 49, samples: 50, unreadable: 0 });
  });

  it('shows the graders beside the rules, and what they score', () => {
    const html = htmlPage(report, [], new Map());
    expect(html).toContain('<th scope="col" class="number primary">book</th>');
    expect(html).toContain('72.5 %');
    expect(html).toContain('Answers it could read nothing from, which are wrong: 1 of base.');
    expect(html).toContain('The pattern &lt;b&gt;|{ is found in the answer.');
    expect(markdownReport(report)).toContain('|  | exact | normalised | contains | book | tag | closed | open |');
    expect(terminalSummary(report)).toContain('by grader book');
  });

  it('has two columns a grader in the predictions, empty where it does not apply', () => {
    const graders = specGradersOf(spec);
    const samples = [sampleOf(0, { targets: [target] }), sampleOf(1)];
    const graded = gradedSamples(samples, { base: [said(target), said('x')] }, { graders });
    const names = [...graders.keys()];
    expect(predictionHeader({ graders: names })).toMatch(
      /,grader_book,grader_book_explanation,grader_tag,grader_tag_explanation\n$/,
    );
    const [book, title] = graded.map((sample) => predictionLines(predictionsOf(sample), { graders: names }));
    expect(book).toMatch(/,1,all fields are right,1,the pattern is found\n$/);
    expect(title).toMatch(/,,,0,the pattern is not found\n$/);
  });
});

describe('graderText', () => {
  it.each([
    [{ type: 'number', tolerance: 0.05, relative: true } as const, 'within 5.0 % of it'],
    [{ type: 'number', tolerance: 2, relative: false } as const, 'within 2.'],
    [{ type: 'pattern', pattern: '(a)', flags: '', expect: 'target' } as const, 'What the pattern (a) captures'],
  ])('says what %j scores', (grader, words) => {
    expect(graderText(grader)).toContain(words);
  });
});
