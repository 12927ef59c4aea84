import { describe, expect, it } from '@jest/globals';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { type Prediction, predictionsOf } from '../../../../domain/report/files/predictions.ts';
import { openPredictionFile } from '../../../../domain/report/files/predictions-parquet.ts';
import { gradedSamples, outcomesOf, said, sampleOf } from '../../../fakes/samples.ts';

function fileOf(predictions: readonly Prediction[], dimensions: readonly string[] = ['answer']): ArrayBuffer {
  const file = openPredictionFile(dimensions);
  const pieces = [...predictions.map((prediction) => file.add([prediction])), file.end()];
  return new Uint8Array(Buffer.concat(pieces)).buffer;
}

function predictionOf(own: Partial<Prediction> = {}): Prediction {
  const [graded] = gradedSamples([sampleOf(0, { slices: { type: 'Title' } })], { base: [said('right')] });
  const [prediction] = graded ? predictionsOf(graded) : [];
  if (!prediction) throw new Error('no prediction');
  return { ...prediction, ...own };
}

describe('openPredictionFile', () => {
  it('writes what is missing as null, lists as lists and each dimension as a column', async () => {
    const [graded] = gradedSamples([sampleOf(0, { targets: ['right', 'correct'], slices: { type: 'Title' } })], {
      base: outcomesOf('+'),
      tuned: outcomesOf('!'),
    });
    const rows = await parquetReadObjects({ file: fileOf(graded ? predictionsOf(graded) : [], ['answer', 'type']) });
    expect(rows).toMatchObject([
      { targets: ['right', 'correct'], slice_answer: 'open', slice_type: 'Title', answer: 'right', normalised: 1 },
      { candidate: 'tuned', outcome: 'failed', answer: null, reason: 'connection lost', exact: null, rating: null },
    ]);
  });

  it.each(['', 'a "b", c\nd', '=1+1', 'שלום 👋', 'x'.repeat(100_000)])(
    'keeps the answer %j as it is',
    async (answer) => {
      const [row] = await parquetReadObjects({ file: fileOf([predictionOf({ answer })]) });
      expect(row).toMatchObject({ answer });
    },
  );

  it('writes row groups, and the same bytes of the same predictions however they come', () => {
    const one = predictionOf();
    const many = Array.from({ length: 20_001 }, (_, n) => ({ ...one, sample: `test-${n}` }));
    const file = openPredictionFile(['answer']);
    const whole = Buffer.concat([file.add(many.slice(0, 7)), file.add(many.slice(7)), file.end()]);
    const atOnce = fileOf(many);
    expect(Buffer.from(atOnce).equals(whole)).toBe(true);
    expect(parquetMetadata(atOnce).row_groups.map(({ num_rows }) => num_rows)).toEqual([10_000n, 10_000n, 1n]);
  });

  it('writes a file without rows', async () => {
    expect(await parquetReadObjects({ file: fileOf([]) })).toEqual([]);
  });
});
