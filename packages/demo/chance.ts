import { createHash } from 'node:crypto';

/** A number in [0, 1) that depends on the seed alone: no order of calls, no state. */
export function unit(seed: string): number {
  return createHash('sha256').update(seed).digest().readUInt32BE(0) / 2 ** 32;
}

/** One of the options, chosen by the seed. */
export function pick<T>(options: readonly T[], seed: string): T {
  const chosen = options[Math.floor(unit(seed) * options.length)];
  if (chosen === undefined) throw new Error(`pick(${seed}): there is nothing to pick from`);
  return chosen;
}
