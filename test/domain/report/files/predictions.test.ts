import { describe, expect, it } from '@jest/globals';
import { fromInert } from '../../../../domain/data/spreadsheet-text.ts';
import { predictionHeader, predictionLines, predictionsOf } from '../../../../domain/report/files/predictions.ts';
import { gradedSamples, said, sampleOf } from '../../../fakes/samples.ts';

function lineOf(answer: string): string {
  const [graded] = gradedSamples([sampleOf(0, { slices: { type: 'Title' } })], { base: [said(answer)] });
  return graded ? predictionLines(predictionsOf(graded)) : '';
}

describe('predictionsOf', () => {
  it('leaves the baseline out', () => {
    const trivial = { byQuestion: {}, otherwise: 'x' };
    const [graded] = gradedSamples([sampleOf(0)], { base: [said('right')] }, { trivial });
    expect(graded && predictionsOf(graded).map(({ candidate }) => candidate)).toEqual(['base']);
  });
});

describe('predictionLines', () => {
  it('has as many cells as the header', () => {
    expect(predictionHeader()).toMatch(/^\ufeff[a-z]+,/);
    expect(lineOf('right').split(',')).toHaveLength(predictionHeader().split(',').length);
    expect(lineOf('right')).toContain('answer=open; type=Title,base,1,answered,right,');
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx'])('makes the cell %j safe', (answer) => {
    expect(lineOf(answer)).toMatch(new RegExp(`,"?'\\${answer[0]}`));
  });

  it.each(["'=1", "''-1", "'", "'a", '=1'])('can be undone in the cell %j', (answer) => {
    const [, , , , , , , , , cell = ''] = lineOf(answer)
      .replace(/^[^\n]*?(?=test-)/, '')
      .split(',');
    expect(fromInert(cell)).toBe(answer);
  });

  it('keeps quotes, commas and line breaks in one cell', () => {
    expect(lineOf('a "b", c\nd')).toContain('"a ""b"", c\nd"');
  });
});
