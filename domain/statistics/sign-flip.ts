import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { tossProbability } from './distributions.ts';

/** The test of a paired difference, two-sided. */
export interface SignFlipTest {
  p: number;
  /** How the distribution was had: all of it added up, every pattern of signs, or patterns drawn at random. */
  method: 'exact' | 'patterns' | 'draws';
}

const mostPatterns = 20;
/** Patterns that are drawn where they cannot all be counted, unless more are asked for. */
export const fewestDraws = 99_999;
const mostScale = 100;
/** Clusters times the length of their distribution, some tenths of a second of work. */
const mostAdding = 2e8;

/**
 * Sign flips over clusters: without a difference the sum of each cluster's differences might as well have had the other
 * sign, so p is the share of sign patterns whose total is at least as far from 0 (Fisher 1935; with one sample a cluster
 * and differences of −1, 0 and 1 it is exact McNemar). Sums that are multiples of 1/k, k up to 100, have their exact
 * distribution, unless it is too long to add up; others all patterns up to 20 clusters with a difference, and seeded draws
 * beyond. So the work is bounded by counts alone, and every machine gives the same p.
 */
export function signFlipTest(sums: readonly number[], draws = fewestDraws): SignFlipTest {
  const differing = sums.filter((sum) => sum !== 0);
  const whole = wholeNumbers(differing);
  if (whole && isSoonAdded(whole)) return { p: flipAddingUp(whole), method: 'exact' };
  if (differing.length <= mostPatterns) return { p: flipInAllPatterns(differing), method: 'patterns' };
  return { p: flipAtRandom(differing, draws), method: 'draws' };
}

function isSoonAdded(sums: readonly number[]): boolean {
  return sums.length * sums.reduce((total, sum) => total + Math.abs(sum), 0) <= mostAdding;
}

/** The sums as whole numbers, by the smallest factor that makes them so; undefined when none up to 100 does. */
function wholeNumbers(sums: readonly number[]): number[] | undefined {
  for (let scale = 1; scale <= mostScale; scale++) {
    if (sums.every((sum) => Math.abs(sum * scale - Math.round(sum * scale)) < 1e-9 * scale)) {
      return sums.map((sum) => Math.round(sum * scale));
    }
  }
  return undefined;
}

/** p of whole sums from their exact distribution: sums of one size are a binomial, and sizes are convolved. */
export function flipAddingUp(sums: readonly number[]): number {
  const observed = Math.abs(sums.reduce((total, sum) => total + sum, 0));
  if (observed === 0) return 1;
  const largest = sums.reduce((total, sum) => total + Math.abs(sum), 0);
  // With f of the largest total flipped, the total is largest − 2f, so no more than this may be; both tails weigh the same.
  const most = (largest - observed) / 2;
  let flipped = Float64Array.of(1);
  for (const [size, count] of countsOf(sums)) flipped = convolved(flipped, size, count, most);
  return Math.min(1, 2 * flipped.reduce((tail, share) => tail + share, 0));
}

/** How many sums there are of each size, most first, which keeps the distributions short while they are added up. */
function countsOf(sums: readonly number[]): [size: number, count: number][] {
  const counts = new Map<number, number>();
  for (const sum of sums) counts.set(Math.abs(sum), (counts.get(Math.abs(sum)) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}

/** Adds `count` sums of one size, each flipped with probability a half, to a distribution of what is flipped, up to `most`. */
function convolved(flipped: Float64Array, size: number, count: number, most: number): Float64Array<ArrayBuffer> {
  const together = new Float64Array(Math.min(flipped.length + size * count, most + 1));
  for (let k = 0; k <= count && k * size < together.length; k++) {
    const share = tossProbability(k, count);
    if (share === 0) continue;
    const end = Math.min(flipped.length, together.length - k * size);
    for (let f = 0; f < end; f++) {
      together[f + k * size] = (together[f + k * size] ?? 0) + share * (flipped[f] ?? 0);
    }
  }
  return together;
}

/** p from every pattern of signs; the first sign is held, since its flip mirrors the others. */
export function flipInAllPatterns(sums: readonly number[]): number {
  const reaches = reachOf(sums);
  const signed = [...sums];
  const patterns = 2 ** Math.max(0, sums.length - 1);
  let total = totalOf(sums);
  let far = Number(reaches(total));
  // In the order of the Gray code each pattern differs from the one before by one sign.
  for (let pattern = 1; pattern < patterns; pattern++) {
    const place = 1 + (31 - Math.clz32(pattern & -pattern));
    const sum = signed[place] ?? 0;
    signed[place] = -sum;
    total -= 2 * sum;
    far += Number(reaches(total));
  }
  return far / patterns;
}

/** p from patterns drawn at random, always the same ones: (k+1)/(draws+1), Phipson & Smyth 2010. */
export function flipAtRandom(sums: readonly number[], draws: number, seed = 42): number {
  const reaches = reachOf(sums);
  const random = xoroshiro128plus(seed);
  const totals = totalsOfEight(sums);
  let far = 0;
  for (let draw = 0; draw < draws; draw++) {
    let total = 0;
    let bits = 0;
    for (let start = 0; start < totals.length; start += 256) {
      bits = start % 1024 === 0 ? random.next() : bits >>> 8;
      total += totals[start + (bits & 255)] ?? 0;
    }
    far += Number(reaches(total));
  }
  return (far + 1) / (draws + 1);
}

/** The totals of all 256 patterns of signs of each eight sums in turn, so that a draw has an eighth of the terms to add. */
function totalsOfEight(sums: readonly number[]): Float64Array {
  const totals = new Float64Array(256 * Math.ceil(sums.length / 8));
  for (const [index, sum] of sums.entries()) {
    const start = 256 * Math.floor(index / 8);
    for (let pattern = 0; pattern < 256; pattern++) {
      const isKept = (pattern >>> (index % 8)) & 1;
      totals[start + pattern] = (totals[start + pattern] ?? 0) + (isKept ? sum : -sum);
    }
  }
  return totals;
}

/** Whether a total is as far from 0 as the observed one, up to what rounding can do. */
function reachOf(sums: readonly number[]): (total: number) => boolean {
  const tolerance = 1e-9 * sums.reduce((sum, value) => sum + Math.abs(value), 0);
  const observed = Math.abs(totalOf(sums)) - tolerance;
  return (total) => Math.abs(total) >= observed;
}

function totalOf(sums: readonly number[]): number {
  return sums.reduce((total, sum) => total + sum, 0);
}
