/** At least so many of a stratum are drawn, where there are so many: one alone does not show how much they differ. */
export const leastDrawn = 2;

/**
 * Deals out `total` draws to strata in proportion to the square root of their sizes (power allocation, Bankier 1988), so
 * that rare ones are seen and frequent ones still count for more; at least {@link leastDrawn} and at most all of each.
 * The total must be enough for that.
 */
export function allocate(sizes: readonly number[], total: number): number[] {
  const drawn = sizes.map((size) => Math.min(leastDrawn, size));
  const claimOf = (size: number, stratum: number) => {
    const own = drawn[stratum] ?? 0;
    return own < size ? Math.sqrt(size) / (own + 0.5) : 0;
  };
  for (let left = total - sumOf(drawn); left > 0; left--) {
    const claims = sizes.map(claimOf);
    const greatest = claims.indexOf(Math.max(...claims));
    if (claims[greatest] === 0) break;
    drawn[greatest] = (drawn[greatest] ?? 0) + 1;
  }
  return drawn;
}

/** The least total that {@link allocate} can deal out. */
export function leastTotal(sizes: readonly number[]): number {
  return sumOf(sizes.map((size) => Math.min(leastDrawn, size)));
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
