import { entryOf } from './entry.ts';
import { type Kind, priorKind } from './priors.ts';

/** How often each question word was seen with each kind of answer; `*` counts the questions. */
export type KindCounts = Record<string, Record<Kind, number>>;

const KINDS: readonly Kind[] = ['span', 'class', 'yes-no'];
// The habits of English weigh as much as a few words that were seen.
const PRIOR_STRENGTH = 2;

/** The kind of answer that a question wants: naive Bayes over its words, on top of the habits of English. */
export function kindOf(counts: KindCounts, question: readonly string[]): Kind {
  const expected = priorKind(question);
  const total = KINDS.reduce((sum, kind) => sum + (counts['*']?.[kind] ?? 0), 0);
  const scores = KINDS.map((kind) => {
    const seen = counts['*']?.[kind] ?? 0;
    const words = [...new Set(question)].filter((word) => Object.hasOwn(counts, word));
    const fit = words.reduce(
      (sum, word) => sum + Math.log(((entryOf(counts, word)?.[kind] ?? 0) + 0.5) / (seen + 1)),
      0,
    );
    return fit + Math.log((seen + 1) / (total + 3)) + (kind === expected ? PRIOR_STRENGTH : 0);
  });
  return KINDS[scores.indexOf(Math.max(...scores))] ?? expected;
}

/** Counts the words of questions whose kind is known. */
export function countKinds(examples: readonly { question: string[]; kind: Kind }[]): KindCounts {
  const counts: KindCounts = {};
  for (const { question, kind } of examples) {
    for (const word of ['*', ...new Set(question)]) {
      const row = entryOf(counts, word) ?? { span: 0, class: 0, 'yes-no': 0 };
      row[kind] += 1;
      counts[word] = row;
    }
  }
  return counts;
}
