/**
 * How many runs of a segment each of its looks takes in, the first being look 1: 10 · 5^((look − 5)/6), rounded, which is
 * 3, 4, 6, 8, 10, 13, 17, 22, 29, 38, 50, 65 and so on. Each look takes in about 1.31 times the runs of the one before, so
 * that a look tells something that the last one did not, and few looks share the alpha.
 */
export function runsAtLook(look: number): number {
  return Math.round(10 * 5 ** ((look - 5) / 6));
}

/** Whether a look is due once a segment has so many tested runs. */
export function isDue(runs: number): boolean {
  let look = 1;
  while (runsAtLook(look) < runs) look += 1;
  return runsAtLook(look) === runs;
}

/**
 * What the k-th look of a schedule may spend of its alpha: 6·alpha/(π²k²), all of which, however many there will be, add
 * up to alpha. k counts on across segments.
 */
export function alphaOfLook(k: number, alpha: number): number {
  return (6 * alpha) / (Math.PI * k) ** 2;
}
