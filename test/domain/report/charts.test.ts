import { describe, expect, it } from '@jest/globals';
import { chartFile, drawCharts } from '../../../domain/report/charts.ts';
import { reportOf } from '../../fakes/reports.ts';
import { judgeOfTwo, specOf } from '../../fakes/samples.ts';

const report = reportOf({
  spec: specOf({ judge: judgeOfTwo }),
  own: (row) => ({ slices: { type: row % 2 ? 'A<b' : 'C' } }),
});

describe('drawCharts', () => {
  it('draws scores by question type, and ratings', async () => {
    const charts = await drawCharts(report);
    expect(charts.map(({ file }) => file)).toEqual(['score-by-type.svg', 'ratings.svg']);
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
    expect(charts.map(({ title }) => title)).toEqual(['Right answers by kind of answer, normalised match']);
  });
});

describe('chartFile', () => {
  it('needs no page', async () => {
    const [scores] = await drawCharts(report);
    expect(scores && chartFile(scores)).not.toMatch(/var\(|currentColor|inherit/);
  });
});
