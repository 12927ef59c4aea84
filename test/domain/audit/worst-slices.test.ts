import { describe, expect, it } from '@jest/globals';
import { reportOf } from '../../fakes/reports.ts';
import { imageNamed } from '../../fakes/rows.ts';
import { outcomesOf } from '../../fakes/samples.ts';

// Four slices of ten images, of which tuned has 10, 8, 2 and 5 right; a fifth is too small to be called worst.
const genres = [...'aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeee'];
const answers = {
  base: outcomesOf('-'.repeat(45)),
  tuned: outcomesOf(`${'+'.repeat(18)}--${'+'.repeat(2)}${'-'.repeat(8)}${'+'.repeat(5)}${'-'.repeat(10)}`),
};

describe('gatherWorstSlices', () => {
  it('finds the slices of enough images that score below all together, the lowest first', () => {
    const { worstSlices } = reportOf({ answers, own: (row) => ({ slices: { genre: genres[row] ?? '' } }) }).audit;
    expect(worstSlices).toMatchObject({ candidate: 'tuned', metric: 'normalised' });
    expect(worstSlices.slices.map(({ value, samples, mean }) => [value, samples, mean])).toEqual([
      ['c', 10, 0.2],
      ['d', 10, 0.5],
    ]);
  });

  it('shows the first wrong answers in each, one an image, four at most', () => {
    const own = (row: number) => ({
      slices: { genre: genres[row] ?? '' },
      images: [imageNamed(`image-${row > 24 && row < 30 ? 24 : row}`)],
    });
    const [worst, next] = reportOf({ answers, own }).audit.worstSlices.slices;
    expect(worst?.shown.map(({ sample }) => sample)).toEqual(['test-22', 'test-23', 'test-24']);
    expect(next?.shown.map(({ sample }) => sample)).toEqual(['test-35', 'test-36', 'test-37', 'test-38']);
    expect(worst?.shown[0]).toMatchObject({ answer: 'wrong', targets: ['right'] });
  });

  it('finds none when every slice is like the others', () => {
    expect(reportOf({ own: () => ({ slices: { genre: 'a' } }) }).audit.worstSlices.slices).toEqual([]);
  });
});
