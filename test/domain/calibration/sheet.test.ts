import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { drawAnswers } from '../../../domain/calibration/draw.ts';
import { drawId, drawIdOf, readSheet, sheetOf } from '../../../domain/calibration/sheet.ts';
import { ratedAnswer } from '../../fakes/rated-answers.ts';

const labels = ['Very Close', 'Far', 'FAR'];
const draw = drawAnswers(
  [
    ratedAnswer('base', 0, 'Far', '=HYPERLINK("http://evil")'),
    ratedAnswer('tuned', 0, 'Very Close', '+1'),
    ratedAnswer('tuned', 1, 'Very Close', 'two\nlines, "quoted"'),
  ],
  labels,
  4,
  1,
);
const rows: Record<string, string>[] = parse(sheetOf(draw, ['a.jpeg']), { columns: true, bom: true });
const ids = rows.map(({ id = '' }) => id);
const sheetRows = (...given: string[]) =>
  given.map((label, index) => ({ line: index + 2, id: ids[index] ?? '', label }));

describe('sheetOf', () => {
  it('shows question, targets, answer and image, and has an empty place for the label', () => {
    expect(Object.keys(rows[0] ?? {})).toEqual(['id', 'label', 'question', 'targets', 'answer', 'image']);
    expect(rows.map(({ label }) => label)).toEqual(['', '', '']);
    expect(rows.map(({ image }) => image)).toEqual(['a.jpeg', '', '']);
    expect(rows.find(({ answer }) => answer?.startsWith('two'))?.['answer']).toBe('two\nlines, "quoted"');
  });

  it('is blind: no candidate and no label of the judge is in it', () => {
    expect(sheetOf(draw)).not.toMatch(/base|tuned|Very Close|Far/);
  });

  it('has no cell that a spreadsheet would take for a formula', () => {
    const answers = rows.map(({ answer }) => answer);
    expect(answers).toContain('\'=HYPERLINK("http://evil")');
    expect(answers).toContain("'+1");
  });

  it('begins with the mark by which Excel knows its encoding', () => {
    expect(sheetOf(draw)).toMatch(/^\ufeffid,/);
  });

  it('has ids of the draw', () => {
    expect(ids.map((id) => drawIdOf(id))).toEqual([drawId(draw), drawId(draw), drawId(draw)]);
    expect(drawIdOf('../../x-1')).toBeUndefined();
  });
});

describe('readSheet', () => {
  it('reads labels in any letter case, exactly where that makes a difference', () => {
    expect(readSheet(draw, sheetRows(' very close ', 'Far', 'FAR'))).toEqual({ places: [0, 1, 2], problems: [] });
    expect(readSheet(draw, sheetRows('far', 'Far', 'Far')).places).toEqual([1, 1, 1]);
  });

  it('takes rows in any order', () => {
    expect(readSheet(draw, sheetRows('Very Close', 'Far', 'FAR').toReversed()).places).toEqual([0, 1, 2]);
  });

  it('tells everything that is wrong, with line and column', () => {
    const given = [
      ...sheetRows('Close', ''),
      { line: 9, id: ids[0] ?? '', label: 'Far' },
      { line: 10, id: '7', label: 'Far' },
    ];
    expect(readSheet(draw, given).problems).toEqual([
      'line 2, column label: "Close" is no label',
      'line 3, column label: empty',
      `line 9, column id: "${ids[0]}" is on line 2 already`,
      'line 10, column id: "7" was not drawn',
      `the row with id "${ids[2]}" is missing`,
    ]);
  });
});
