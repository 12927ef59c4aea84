import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { JSDOM } from 'jsdom';
import { chartFile, drawCharts } from '../../../../domain/report/charts/charts.ts';
import { anyText } from '../../../fakes/any-text.ts';
import { reportOf } from '../../../fakes/reports.ts';
import { judgeOfTwo, outcomesOf, specOf } from '../../../fakes/samples.ts';

const report = reportOf({
  spec: specOf({ judge: judgeOfTwo }),
  own: (row) => ({ slices: { type: row % 2 ? 'A<b' : 'C' } }),
});

describe('drawCharts', () => {
  it('draws scores by question type, ratings, and differences by slice', () => {
    const charts = drawCharts(report);
    expect(charts.map(({ file }) => file)).toEqual(['score-by-type.svg', 'ratings.svg', 'slices.svg']);
    expect(charts[0]?.title).toBe('Right answers by type, normalised match');
  });

  it('draws equal reports alike', () => {
    const [one, other] = [drawCharts(report), drawCharts(report)];
    expect(other.map(({ svg }) => svg).join()).toBe(one.map(({ svg }) => svg).join());
  });

  it('says its numbers in words', () => {
    const [scores] = drawCharts(report);
    expect(scores?.svg).toContain(
      '<title>Right answers by type, normalised match</title><desc>base, A&lt;b (20): 0 %;',
    );
  });

  it('takes its colours from the page', () => {
    const [scores] = drawCharts(report);
    expect(scores?.svg).toContain('var(--series-1, #');
    expect(scores?.svg).toContain('currentColor');
  });

  it('draws open and closed questions when the spec has no slices, and no ratings without a judge', () => {
    const charts = drawCharts(reportOf());
    expect(charts.map(({ title }) => title)).toEqual([
      'Right answers by kind of answer, normalised match',
      'tuned minus base by slice, in points of normalised match',
    ]);
  });

  it('draws a slice that is too few to test hollow, without an interval', () => {
    const own = (row: number) => ({ slices: { type: row < 36 ? 'many' : 'few' } });
    const slices = drawCharts(reportOf({ own })).find(({ file }) => file === 'slices.svg');
    expect(slices?.svg).toContain('type: few (4): 0.0, too few to test');
    expect(slices?.svg.match(/fill-opacity="0"/g)).toHaveLength(1);
  });

  it('writes XML that any reader takes, whatever slices are called', () => {
    const { DOMParser } = new JSDOM('').window;
    const parser = new DOMParser();
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 1, maxLength: 4 }), (values) => {
        const own = (row: number) => ({ slices: { type: values[row % values.length] ?? '' } });
        for (const chart of drawCharts(reportOf({ own }))) {
          const { documentElement } = parser.parseFromString(chartFile(chart), 'image/svg+xml');
          if (documentElement.tagName !== 'svg') throw new Error(documentElement.textContent ?? '');
        }
      }),
      { numRuns: 20, examples: [[['constructor', '__proto__', ']]>', '\0\ud800\ufffe']]] },
    );
  });

  it('draws candidates by any name that a spec takes', () => {
    const [base, tuned] = ['valueof', 'constructor'];
    const spec = specOf({
      candidates: { [base]: { model: 'base-model' }, [tuned]: { model: 'tuned' } },
      verdict: { compare: tuned, against: base },
    });
    const answers = { [base]: outcomesOf('-'.repeat(40)), [tuned]: outcomesOf('+'.repeat(40)) };
    const [scores] = drawCharts(reportOf({ spec, answers }));
    expect(scores?.svg).toContain('<desc>valueof, open (40): 0 %; constructor, open (40): 100 %');
  });

  it('keeps slices apart that look alike on a line', () => {
    const own = (row: number) => ({ slices: { type: row % 2 ? 'a\u2028b' : 'a b' } });
    const [scores] = drawCharts(reportOf({ own }));
    expect(scores?.svg.match(/>a b \(20\)</g)).toHaveLength(2);
  });

  it('says numbers only where each has room', () => {
    const numbers = (places: number) => {
      const own = (row: number) => ({ slices: { type: `type ${row % places}` } });
      return drawCharts(reportOf({ own }))[0]?.svg.match(/font-size="11">\d+</g) ?? [];
    };
    expect(numbers(4)).toHaveLength(12);
    expect(numbers(12)).toHaveLength(36);
    const names = ['base', 'tuned', 'c', 'd', 'e', 'f'];
    const spec = specOf({ candidates: Object.fromEntries(names.map((name) => [name, { model: name }])) });
    const answers = Object.fromEntries(names.map((name) => [name, outcomesOf('+'.repeat(120))]));
    const own = (row: number) => ({ slices: { type: `type ${row % 12}` } });
    const [crowded] = drawCharts(reportOf({ spec, answers, own }));
    expect(crowded?.svg).not.toMatch(/font-size="11">\d+</);
    expect(crowded?.svg).toContain('class="wide"');
  });

  it('draws no differences where there is nothing to compare', () => {
    const charts = drawCharts(reportOf({ spec: { ...specOf(), verdict: undefined } }));
    expect(charts.map(({ file }) => file)).not.toContain('slices.svg');
  });
});

describe('chartFile', () => {
  it('needs no page', () => {
    const [scores] = drawCharts(report);
    expect(scores && chartFile(scores)).not.toMatch(/var\(|currentColor|inherit/);
  });
});
