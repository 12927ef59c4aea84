import { describe, expect, it } from '@jest/globals';
import { chartFile, drawCharts } from '../../../domain/report/charts.ts';
import { reportOf } from '../../fakes/reports.ts';
import { judgeOfTwo, specOf } from '../../fakes/samples.ts';

const report = reportOf({
  spec: specOf({ judge: judgeOfTwo }),
  own: (row) => ({ slices: { type: row % 2 ? 'A<b' : 'C' } }),
});

describe('drawCharts', () => {
  it('draws scores by question type, ratings, and differences by slice', async () => {
    const charts = await drawCharts(report);
    expect(charts.map(({ file }) => file)).toEqual(['score-by-type.svg', 'ratings.svg', 'slices.svg']);
    expect(charts[0]?.title).toBe('Right answers by type, normalised match');
  });

  it('draws equal reports alike', async () => {
    const [one, other] = [await drawCharts(report), await drawCharts(report)];
    expect(other.map(({ svg }) => svg).join()).toBe(one.map(({ svg }) => svg).join());
  });

  it('says its numbers in words', async () => {
    const [scores] = await drawCharts(report);
    expect(scores?.svg).toContain(
      '<title>Right answers by type, normalised match</title><desc>base, A&lt;b (20): 0 %;',
    );
  });

  it('takes its colours from the page', async () => {
    const [scores] = await drawCharts(report);
    expect(scores?.svg).toContain('var(--series-1, #');
    expect(scores?.svg).toContain('currentColor');
  });

  it('draws open and closed questions when the spec has no slices, and no ratings without a judge', async () => {
    const charts = await drawCharts(reportOf());
    expect(charts.map(({ title }) => title)).toEqual([
      'Right answers by kind of answer, normalised match',
      'tuned minus base by slice, in points of normalised match',
    ]);
  });

  it('draws a slice that is too few to test hollow, without an interval', async () => {
    const own = (row: number) => ({ slices: { type: row < 36 ? 'many' : 'few' } });
    const slices = (await drawCharts(reportOf({ own }))).find(({ file }) => file === 'slices.svg');
    expect(slices?.svg).toContain('type: few (4): 0.0, too few to test');
    expect(slices?.svg.match(/fill-opacity="0"/g)).toHaveLength(1);
  });

  it('draws names that Vega cannot read in its expressions', async () => {
    const own = (row: number) => ({ slices: { type: row % 2 ? 'a\u2028b' : `'"\\` } });
    const [scores] = await drawCharts(reportOf({ own }));
    expect(scores?.svg).toContain('a b (20)');
  });

  it('draws no differences where there is nothing to compare', async () => {
    const charts = await drawCharts(reportOf({ spec: { ...specOf(), verdict: undefined } }));
    expect(charts.map(({ file }) => file)).not.toContain('slices.svg');
  });
});

describe('chartFile', () => {
  it('needs no page', async () => {
    const [scores] = await drawCharts(report);
    expect(scores && chartFile(scores)).not.toMatch(/var\(|currentColor|inherit/);
  });
});
