/**
 * How alike two texts are, from 0 to 1: 2·LCS / (length + length), with LCS the length of their longest common
 * subsequence in code points, which is RapidFuzz's `fuzz.ratio` without a processor, divided by 100. OpenAI's documentation
 * says of `fuzzy_match` only that it uses RapidFuzz, not which of its functions: `fuzz.ratio` is the plain one, and whether
 * the hosted grader used it is not known. Of what lies beyond {@link longestCompared} nothing is taken to be in common.
 */
export function fuzzyRatio(a: string, b: string): number {
  const length = lengthOf(a) + lengthOf(b);
  // The work grows with the product of both lengths, and a bit is kept for each element of the shorter.
  const [short, long] = [start(a), start(b)].sort((one, other) => one.length - other.length) as [string[], string[]];
  return length === 0 ? 1 : (2 * commonSubsequence(short, long)) / length;
}

/** Code points of each text that are compared. Longer texts are never taken for more alike than they are. */
export const longestCompared = 20_000;

function start(text: string): string[] {
  return [...text.slice(0, 2 * longestCompared)].slice(0, longestCompared);
}

function lengthOf(text: string): number {
  let pairs = 0;
  for (const _ of text.matchAll(/[\ud800-\udbff][\udc00-\udfff]/g)) pairs += 1;
  return text.length - pairs;
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
