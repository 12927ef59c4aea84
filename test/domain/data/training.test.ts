import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { chooseTrainingRows } from '../../../domain/data/training.ts';
import { exampleOf, imageNamed, rowOf } from '../../fakes/rows.ts';

const rows = [
  rowOf(0, { images: [imageNamed('a')] }),
  rowOf(1, { images: [imageNamed('a')] }),
  rowOf(2, { images: [imageNamed('b')] }),
  rowOf(3, { images: [imageNamed('c')] }),
];
const examples = [exampleOf(rows[1] ?? rowOf(1))];

describe('chooseTrainingRows', () => {
  it('leaves out the row of a worked example and the other questions about its image', () => {
    expect(chooseTrainingRows('train', rows, { examples, keepLeakyLines: false })).toEqual({
      rows: rows.slice(2),
      leftOut: { 'own answer among the worked examples': 1, 'own image among the worked examples': 1 },
    });
  });

  it('keeps them all on request', () => {
    expect(chooseTrainingRows('train', rows, { examples, keepLeakyLines: true })).toEqual({ rows, leftOut: {} });
  });

  it('leaves out what the samples share, however many lines are to be kept', () => {
    const samples = new Set(['image b', 'cluster orders']);
    const grouped = [...rows, rowOf(4, { cluster: 'orders' }), rowOf(5, { cluster: 'bills' })];
    expect(chooseTrainingRows('train', grouped, { examples: [], keepLeakyLines: true, samples })).toEqual({
      rows: grouped.filter(({ row }) => row !== 2 && row !== 4),
      leftOut: { 'image or cluster among the samples': 2 },
    });
  });

  it('leaves out validation rows by image alone: their row numbers are others', () => {
    const validation = [rowOf(1, { images: [imageNamed('x')] }), rowOf(2, { images: [imageNamed('a')] })];
    expect(chooseTrainingRows('validation', validation, { examples, keepLeakyLines: false })).toEqual({
      rows: validation.slice(0, 1),
      leftOut: { 'own image among the worked examples': 1 },
    });
  });

  it('keeps no row that shares row or image with a worked example, and counts the rest', () => {
    const scenario = fc.record({
      images: fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1, maxLength: 20 }),
      shown: fc.array(fc.nat(19), { maxLength: 4 }),
      split: fc.constantFrom('train' as const, 'validation' as const),
    });
    fc.assert(
      fc.property(scenario, ({ images, shown, split }) => {
        const all = images.map((name, row) => rowOf(row, { images: [imageNamed(name)] }));
        const worked = shown.flatMap((row) => (all[row] ? [exampleOf(all[row])] : []));
        const chosen = chooseTrainingRows(split, all, { examples: worked, keepLeakyLines: false });
        const left = Object.values(chosen.leftOut).reduce((sum, count) => sum + count, 0);
        expect(chosen.rows.length + left).toBe(all.length);
        const solutions = new Set(worked.flatMap(({ images }) => images.map(({ sha256 }) => sha256)));
        expect(chosen.rows.filter(({ images: [image] }) => solutions.has(image?.sha256 ?? ''))).toEqual([]);
      }),
    );
  });
});
