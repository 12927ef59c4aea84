export type YesNo = 'yes' | 'no';

const word = (pattern: string) => `(?<![\\p{L}\\p{N}'’-])${pattern}(?![\\p{L}\\p{N}'’-])`;
const marked = new RegExp(
  `${word('(?:answer|conclusion|verdict)')}\\s*(?:is\\s*)?[:=]?\\s*["“]?${word('(yes|no)')}`,
  'giu',
);
const bare = new RegExp(word('(yes|no)'), 'giu');

/**
 * Reads yes or no from an answer that may be wordy. A marked conclusion counts first (`**Answer:** No. **Reasoning:** …`,
 * `The answer is yes`); without one, the only one of both words that occurs. Undefined when both or neither can be read,
 * or when marked conclusions contradict each other.
 */
export function readYesNo(text: string): YesNo | undefined {
  const plain = text.normalize('NFKC').replace(/[*_~`#]/g, '');
  const conclusions = distinct(plain.matchAll(marked));
  if (conclusions.size > 0) return only(conclusions);
  return only(distinct([...plain.matchAll(bare)].filter((match) => !isDeterminer(match))));
}

// In "there is no sign of magic" the word concludes nothing; where a text begins with it, it does.
function isDeterminer({ 0: found, index, input }: RegExpExecArray): boolean {
  const isNo = found.toLowerCase() === 'no';
  return isNo && input.slice(0, index).trim() !== '' && /^ +\p{L}/u.test(input.slice(index + found.length));
}

function distinct(matches: Iterable<RegExpExecArray>): Set<YesNo> {
  return new Set([...matches].map((match) => match[1]?.toLowerCase() as YesNo));
}

function only(words: ReadonlySet<YesNo>): YesNo | undefined {
  const [first, ...others] = words;
  return others.length === 0 ? first : undefined;
}
