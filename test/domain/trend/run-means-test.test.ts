import { describe, expect, it } from '@jest/globals';
import { dropOfMeans, fallOfMeans } from '../../../domain/trend/run-means-test.ts';

describe('fallOfMeans', () => {
  it('has p 1 where nothing moves, and where means rise without scatter', () => {
    expect(fallOfMeans([0.7, 0.7, 0.7, 0.7])).toBe(1);
    expect(fallOfMeans([0.1, 0.2, 0.3])).toBe(1);
  });

  it('has p 0 where means fall without scatter, as their scatter goes to 0', () => {
    expect(fallOfMeans([0.3, 0.2, 0.1])).toBe(0);
    expect(fallOfMeans([0.3, 0.2 + 1e-9, 0.1])).toBeLessThan(1e-6);
  });
});

describe('dropOfMeans', () => {
  it('has p 1 where nothing tells by how much runs scatter', () => {
    expect(dropOfMeans([0.7], [0.1])).toBe(1);
  });

  it('has p 0 where runs that never scattered drop, and 1 where they stay', () => {
    expect(dropOfMeans([0.7, 0.7, 0.7], [0.69])).toBe(0);
    expect(dropOfMeans([0.7, 0.7, 0.7], [0.7])).toBe(1);
    expect(dropOfMeans([0.7, 0.7, 0.7], [0.71])).toBe(1);
  });
});
