/** How many calls a provider takes at once, as it was found out. */
export interface Allowance {
  /** Infinite while the provider takes whatever the callers are allowed. */
  limit(): number;
  /** Begins a call, to be told how it ended. */
  begin(): BegunCall;
}

/** A call whose end makes the allowance larger or smaller. */
export interface BegunCall {
  served(): void;
  /** Gives the least pause that has to follow, in milliseconds. */
  refused(): number;
}

/** A pause grows no further. */
const hour = 60 * 60_000;

/**
 * Additive increase, multiplicative decrease, as in TCP congestion avoidance; calls that were in flight when the limit was
 * halved cannot halve it again. `most` is what callers may have in flight now, `first` the pause after a first refusal in
 * milliseconds, which doubles with each that follows without a success between.
 */
export function createAllowance(most: () => number, first: number): Allowance {
  let limit = Number.POSITIVE_INFINITY;
  let round = 0;
  let refusals = 0;

  function begin(): BegunCall {
    const roundAtStart = round;
    return {
      served() {
        if (roundAtStart === round) refusals = 0;
        // One place more for each full round of successes.
        const grown = limit + 1 / limit;
        limit = grown >= most() ? Number.POSITIVE_INFINITY : grown;
      },
      refused() {
        if (roundAtStart === round) {
          limit = Math.max(1, Math.min(limit, most()) / 2);
          round += 1;
          refusals += 1;
        }
        return Math.min(hour, first * 2 ** (refusals - 1));
      },
    };
  }

  return { limit: () => limit, begin };
}
