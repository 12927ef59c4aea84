/**
 * How alike two texts are, from 0 to 1: 2·LCS / (length + length), with LCS the length of their longest common
 * subsequence in code points, which is RapidFuzz's `fuzz.ratio` without a processor, divided by 100. OpenAI's documentation
 * says of `fuzzy_match` only that it uses RapidFuzz, not which of its functions: `fuzz.ratio` is the plain one, and whether
 * the hosted grader used it is not known.
 */
export function fuzzyRatio(a: string, b: string): number {
  const [one, other] = [[...a], [...b]];
  const length = one.length + other.length;
  return length === 0 ? 1 : (2 * commonSubsequence(one, other)) / length;
}

/** The length of the longest common subsequence, a bit for each element of `one` (Hyyrö 2004). */
function commonSubsequence(one: readonly string[], other: readonly string[]): number {
  const places = new Map<string, bigint>();
  one.forEach((element, index) => {
    places.set(element, (places.get(element) ?? 0n) | (1n << BigInt(index)));
  });
  const all = (1n << BigInt(one.length)) - 1n;
  let open = all;
  for (const element of other) {
    const matches = open & (places.get(element) ?? 0n);
    open = ((open + matches) | (open - matches)) & all;
  }
  return one.length - ones(open);
}

function ones(bits: bigint): number {
  return bits.toString(2).replaceAll('0', '').length;
}
