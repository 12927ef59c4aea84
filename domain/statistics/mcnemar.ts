import { tossesUpTo } from './distributions.ts';

/**
 * The two-sided p value of exact McNemar: of the pairs that differ, as many go each way as heads and tails would
 * (twice the smaller tail of the binomial with a half, at most 1). It takes pairs for independent.
 */
export function mcNemar(onlyOne: number, onlyOther: number): number {
  return Math.min(1, 2 * tossesUpTo(Math.min(onlyOne, onlyOther), onlyOne + onlyOther));
}
