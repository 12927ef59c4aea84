const mask32 = 0xffffffffn;
const mask64 = (1n << 64n) - 1n;
const mask128 = (1n << 128n) - 1n;
const multiplier = 0x2360ed051fc65da44385df649fccf645n;

/**
 * The permutation of 0 … n−1 that NumPy's `default_rng(seed).permutation(n)` gives, which is how the `datasets` library
 * shuffles. PCG64 (O'Neill 2014, XSL-RR 128/64) seeded by SeedSequence; Fisher–Yates with masked rejection.
 */
export function permutation(seed: number, n: number): Uint32Array {
  const order = Uint32Array.from({ length: n }, (_, index) => index);
  const next = uint32Generator(seed);
  for (let i = n - 1; i > 0; i--) {
    const j = bounded(next, i);
    const held = order[i] as number;
    order[i] = order[j] as number;
    order[j] = held;
  }
  return order;
}

/** A uniform integer from 0 to `max` (below 2³²): masked to the bits of `max`, and drawn again while it is larger. */
function bounded(next: () => number, max: number): number {
  const mask = 2 ** (32 - Math.clz32(max)) - 1;
  for (;;) {
    const value = (next() & mask) >>> 0;
    if (value <= max) return value;
  }
}

/** PCG64's 64-bit outputs in halves, the low one first. */
function uint32Generator(seed: number): () => number {
  const [a, b, c, d] = seedWords(seed) as [bigint, bigint, bigint, bigint];
  const increment = ((((c << 64n) | d) << 1n) | 1n) & mask128;
  const step = (state: bigint) => (state * multiplier + increment) & mask128;
  let state = step((increment + ((a << 64n) | b)) & mask128);
  let high: number | undefined;

  return () => {
    if (high !== undefined) {
      const held = high;
      high = undefined;
      return held;
    }
    state = step(state);
    const output = rotateRight((state >> 64n) ^ (state & mask64), state >> 122n);
    high = Number(output >> 32n);
    return Number(output & mask32);
  };
}

function rotateRight(value: bigint, by: bigint): bigint {
  return ((value >> by) | (value << (64n - by))) & mask64;
}

/** NumPy's SeedSequence(seed).generate_state(4, uint64), a pool of four words. */
function seedWords(seed: number): bigint[] {
  const entropy = seed > 0xffffffff ? [seed >>> 0, Math.floor(seed / 2 ** 32)] : [seed];
  const pool = mixEntropy(entropy);
  let constant = 0x8b51f9dd;
  const words = Array.from({ length: 8 }, (_, index) => {
    let value = (pool[index % 4] as number) ^ constant;
    constant = Math.imul(constant, 0x58f38ded);
    value = Math.imul(value, constant);
    return (value ^ (value >>> 16)) >>> 0;
  });
  return [0, 2, 4, 6].map((index) => BigInt(words[index] as number) | (BigInt(words[index + 1] as number) << 32n));
}

function mixEntropy(entropy: readonly number[]): number[] {
  let constant = 0x43b0d7e5;
  const hash = (input: number) => {
    let value = input ^ constant;
    constant = Math.imul(constant, 0x931e8875);
    value = Math.imul(value, constant);
    return value ^ (value >>> 16);
  };
  const pool = Array.from({ length: 4 }, (_, index) => hash(entropy[index] ?? 0));
  for (let source = 0; source < 4; source++) {
    for (let target = 0; target < 4; target++) {
      if (source !== target) pool[target] = mix(pool[target] as number, hash(pool[source] as number));
    }
  }
  return pool;
}

function mix(x: number, y: number): number {
  const mixed = Math.imul(x, 0xca01f9dd) - Math.imul(y, 0x4973f715);
  return mixed ^ (mixed >>> 16);
}
