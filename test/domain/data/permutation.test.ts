import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { permutation } from '../../../domain/data/permutation.ts';

interface Vector {
  seed: number;
  n: number;
  permutation?: number[];
  first?: number[];
  last?: number[];
  sha256_of_comma_joined?: string;
}

const sha256 = (order: Uint32Array) => createHash('sha256').update(order.join(',')).digest('hex');

describe('permutation', () => {
  // NumPy 2.4.6: default_rng(seed).permutation(n). Seeds above 32 bits are two words of entropy.
  it.each<Vector>([
    { seed: 0, n: 10, permutation: [4, 6, 2, 7, 3, 5, 9, 0, 8, 1] },
    { seed: 42, n: 12, permutation: [0, 7, 6, 9, 11, 3, 5, 2, 4, 10, 1, 8] },
    { seed: 2 ** 33 + 5, n: 9, permutation: [0, 8, 4, 5, 6, 3, 1, 2, 7] },
    { seed: 2 ** 53 - 1, n: 7, permutation: [6, 2, 3, 0, 1, 4, 5] },
    { seed: 7, n: 0, permutation: [] },
  ])('is that of NumPy for seed $seed and $n positions', ({ seed, n, permutation: expected }) => {
    expect([...permutation(seed, n)]).toEqual(expected);
  });

  it('is that of NumPy for the training split of OCR-VQA', () => {
    expect(sha256(permutation(42, 166_022))).toBe('1df8464645150e7580e07693eca4283dcd18737f2f49627a266e6c9031c2a82d');
  });

  it('holds each position once, whatever the seed', () => {
    fc.assert(
      fc.property(fc.nat(Number.MAX_SAFE_INTEGER), fc.nat(300), (seed, n) => {
        expect([...permutation(seed, n)].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, index) => index));
      }),
    );
  });

  withVectors((vectors) => {
    it.each(vectors)('is that of NumPy in the shared vectors for seed $seed and $n positions', (vector) => {
      const order = permutation(vector.seed, vector.n);
      if (vector.permutation) expect([...order]).toEqual(vector.permutation);
      if (vector.first) expect([...order.subarray(0, vector.first.length)]).toEqual(vector.first);
      if (vector.last) expect([...order.subarray(-vector.last.length)]).toEqual(vector.last);
      if (vector.sha256_of_comma_joined) expect(sha256(order)).toBe(vector.sha256_of_comma_joined);
    });
  });
});

function withVectors(define: (vectors: Vector[]) => void): void {
  const file = path.join(import.meta.dirname, '../../../../shared/data/numpy-permutations.json');
  if (existsSync(file)) define((JSON.parse(readFileSync(file, 'utf8')) as { vectors: Vector[] }).vectors);
  else console.warn(`Skipped: NumPy's permutations of many sizes, for want of ${file}`);
}
