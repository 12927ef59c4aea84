export type YesNo = 'yes' | 'no';

// A word ends where its letters do: whatever wraps it is no part of it, while a hyphen or an apostrophe joins two words.
const word = (letters: string) => `(?<![\\p{L}\\p{N}]['’\\u2010-]?)${letters}(?!['’\\u2010-]?[\\p{L}\\p{M}\\p{N}])`;
// A single run, so that a long one is walked through once; what ends a sentence is not in it, a colon is.
const gap = '(?::|(?!\\p{Term})[\\p{P}\\p{S}\\p{M}\\s])*';
const marked = new RegExp(
  `${word('(?:answer|conclusion|verdict)')}${gap}(?:is(?![\\p{L}\\p{N}])${gap})?${word('(yes|no)')}`,
  'giu',
);
const bare = new RegExp(word('(yes|no)'), 'giu');
// Both words in one breath name the choice, as a prompt does, and a denied word is not what was said.
const choice = new RegExp(
  `${word('(?:yes|no)')}["'”’)\\]]?(?: ?[/|] ?| or | and(?! no \\p{L}) )["'“‘(\\[]?${word('(?:yes|no)')}`,
  'giu',
);
const denied = new RegExp(`${word("(?:not|isn['’]t)")} (?:an? |simply )?["'“‘(\\[]?${word('(?:yes|no)')}`, 'giu');

/**
 * Reads yes or no from an answer that may be wordy. A marked conclusion counts first (`**Answer:** No. **Reasoning:** …`,
 * `The answer is 'yes'`); without one, the only one of both words that occurs. Undefined when both or neither can be read,
 * or when marked conclusions contradict each other.
 */
export function readYesNo(text: string): YesNo | undefined {
  const plain = text
    .normalize('NFKC')
    .replace(/[*_~`#]|\p{Cf}/gu, '')
    .replace(choice, ' ')
    .replace(denied, ' ');
  const conclusions = distinct(plain.matchAll(marked));
  if (conclusions.size > 0) return only(conclusions);
  const start = plain.search(/[\p{L}\p{N}]/u);
  return only(distinct(plain.matchAll(bare).filter((match) => match.index === start || !isDeterminer(match))));
}

// The word concludes nothing in "there is no sign of magic"; where a text begins with it, it does.
function isDeterminer({ 0: found, index, input }: RegExpExecArray): boolean {
  return found.toLowerCase() === 'no' && /^ +\p{L}/u.test(input.slice(index + found.length));
}

function distinct(matches: Iterable<RegExpExecArray>): Set<YesNo> {
  const words = new Set<YesNo>();
  for (const match of matches) words.add(match[1]?.toLowerCase() as YesNo);
  return words;
}

function only(words: ReadonlySet<YesNo>): YesNo | undefined {
  const [first, ...others] = words;
  return others.length === 0 ? first : undefined;
}
