import { countOf, mostFrequent, softmax } from './chance.ts';
import { entryOf } from './entry.ts';
import { normalised, wordsOf } from './words.ts';

/** Questions that are answered from one closed set of labels, and what speaks for each label. */
export interface ClassGroup {
  /** How often each word was seen in the questions of the group. */
  questionWords: Record<string, number>;
  labels: string[];
  bias: number[];
  /** For each word that may be read on an image, its weight for each label. */
  words: Record<string, number[]>;
  /** The weight of reading the label itself. */
  named: number;
}

/** A question that is answered by a label. */
interface Labelled {
  question: string[];
  answer: string;
  words: string[];
}

/** A question of a group, the words read on its image, and the index of the right label. */
export interface ClassExample {
  words: string[];
  target: number;
}

const PULL = 0.01;
const RATE = 0.1;

/** The probability of each label, given the words on the image. */
export function labelOdds(group: ClassGroup, words: readonly string[]): number[] {
  const read = new Set(words);
  const scores = group.labels.map((label, index) => (group.bias[index] ?? 0) + group.named * namedIn(label, read));
  for (const word of read) {
    const row = entryOf(group.words, word);
    if (row !== undefined) for (const [index, weight] of row.entries()) scores[index] = (scores[index] ?? 0) + weight;
  }
  return softmax(scores);
}

/** The group whose questions are most like this one; undefined when there is none. */
export function groupFor(groups: readonly ClassGroup[], question: readonly string[]): ClassGroup | undefined {
  const fits = groups.map(({ questionWords }) => question.filter((word) => Object.hasOwn(questionWords, word)).length);
  return groups[fits.indexOf(Math.max(...fits))];
}

/** Groups questions that share answers, each with the labels seen there: how frequent they are, and what `prior` knows. */
export function startGroups(examples: readonly Labelled[], prior: ClassGroup): ClassGroup[] {
  const groups: Labelled[][] = [];
  for (const sameWording of byWording(examples)) {
    const answers = new Set(sameWording.map(({ answer }) => normalised(answer)));
    const shared = groups.find((group) => group.some(({ answer }) => answers.has(normalised(answer))));
    if (shared === undefined) groups.push([...sameWording]);
    else shared.push(...sameWording);
  }
  return groups.map((group) => toGroup(group, prior));
}

/** One pass of gradient descent over the examples, in their order. */
export function descendClasses(group: ClassGroup, examples: readonly ClassExample[], speed: number): void {
  for (const { words, target } of examples) {
    const error = labelOdds(group, words).map((odds, index) => (index === target ? odds - 1 : odds));
    const read = new Set(words);
    for (const word of read) descend(entryOf(group.words, word), error, RATE * speed);
    const named = error.reduce((sum, wrong, index) => sum + wrong * namedIn(group.labels[index] ?? '', read), 0);
    group.named -= RATE * speed * (named + PULL * group.named);
  }
}

/** The index of the label that an answer means, or -1. */
export const labelIndex = ({ labels }: ClassGroup, answer: string): number =>
  labels.findIndex((label) => normalised(label) === normalised(answer));

/** The share of the label's words that were read. */
export function namedIn(label: string, read: ReadonlySet<string>): number {
  const words = wordsOf(label);
  return words.length === 0 ? 0 : words.filter((word) => read.has(word)).length / words.length;
}

function descend(row: number[] | undefined, error: readonly number[], rate: number): void {
  if (row === undefined) return;
  for (let index = 0; index < row.length; index += 1) {
    const value = row[index] ?? 0;
    row[index] = value - rate * ((error[index] ?? 0) + PULL * value);
  }
}

function byWording<T extends { question: string[] }>(examples: readonly T[]): T[][] {
  return [...Map.groupBy(examples, ({ question }) => question.join(' ')).values()];
}

function toGroup(examples: readonly Labelled[], prior: ClassGroup): ClassGroup {
  const byLabel = Map.groupBy(examples, ({ answer }) => normalised(answer));
  const labels = [...byLabel.values()].map((same) => mostFrequent(same.map(({ answer }) => answer)) ?? '');
  const known = labels.map((label) => labelIndex(prior, label));
  const hints = Object.entries(prior.words).map(([word, row]): [string, number[]] => [
    word,
    known.map((index) => row[index] ?? 0),
  ]);
  const seen = [...countOf(examples.flatMap(({ words }) => [...new Set(words)]))].filter(([, count]) => count >= 2);
  return {
    questionWords: Object.fromEntries(countOf(examples.flatMap(({ question }) => question))),
    labels,
    bias: [...byLabel.values()].map((same) => Math.log(same.length)),
    words: {
      ...Object.fromEntries(seen.map(([word]) => [word, labels.map(() => 0)])),
      ...Object.fromEntries(hints.filter(([, row]) => row.some((weight) => weight > 0))),
    },
    named: prior.named,
  };
}
