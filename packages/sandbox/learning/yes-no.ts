import { countOf, sigmoid } from './chance.ts';
import { type ClassGroup, labelOdds } from './classes.ts';
import { entryOf } from './entry.ts';
import { tokenF1, wordsOf } from './words.ts';

/** How a yes-or-no question is decided. */
export interface YesNo {
  /** Words that most of the questions have; the others are what is asked about. */
  frame: string[];
  /** How often a word was asked about, and how often the answer was yes. */
  asked: Record<string, { yes: number; all: number }>;
  /** Weights of the evidence, in the order of `evidenceFor`. */
  weights: number[];
  yes: string;
  no: string;
}

/** A question with its evidence, and whether yes is right. */
export interface YesNoExample {
  evidence: number[];
  isYes: boolean;
}

const SHORT = 3;
const PULL = 0.005;
const RATE = 0.1;

/** The probability that yes is right. */
export const yesOdds = ({ weights }: YesNo, evidence: readonly number[]): number =>
  sigmoid(evidence.reduce((sum, value, index) => sum + value * (weights[index] ?? 0), 0));

/**
 * What speaks for yes: always 1; the log odds of yes for what is asked about; how much of it was read; how likely it is
 * the class of the image, and whether it is the likeliest.
 */
export function evidenceFor(
  { frame, asked }: Pick<YesNo, 'frame' | 'asked'>,
  groups: readonly ClassGroup[],
  question: readonly string[],
  words: readonly string[],
): number[] {
  const about = question.slice(1).filter((word) => !frame.includes(word));
  const overlap = about.length === 0 ? 0 : about.filter((word) => words.includes(word)).length / about.length;
  return [1, priorOdds(asked, about), overlap, ...classEvidence(groups, about, words)];
}

/** One pass of gradient descent over the examples, in their order. */
export function descendYesNo(
  yesNo: YesNo,
  prior: readonly number[],
  examples: readonly YesNoExample[],
  speed: number,
): void {
  for (const { evidence, isYes } of examples) {
    const error = yesOdds(yesNo, evidence) - (isYes ? 1 : 0);
    yesNo.weights = yesNo.weights.map(
      (weight, index) =>
        weight - RATE * speed * (error * (evidence[index] ?? 0) + PULL * (weight - (prior[index] ?? 0))),
    );
  }
}

/** Words that at least half of the wordings have; with a single wording, its short words. */
export function frameOf(questions: readonly string[][]): string[] {
  const wordings = [...new Map(questions.map((question) => [question.join(' '), question])).values()];
  if (wordings.length === 1) return (wordings[0] ?? []).filter((word) => word.length <= SHORT);
  const counts = countOf(wordings.flatMap((wording) => [...new Set(wording)]));
  return [...counts].filter(([, count]) => count >= wordings.length / 2).map(([word]) => word);
}

/** Counts the answers for each word asked about. */
export function countAsked(
  frame: readonly string[],
  examples: readonly { question: string[]; isYes: boolean }[],
): YesNo['asked'] {
  const asked: YesNo['asked'] = {};
  for (const { question, isYes } of examples) {
    for (const word of new Set(question.slice(1).filter((name) => !frame.includes(name)))) {
      const { yes, all } = entryOf(asked, word) ?? { yes: 0, all: 0 };
      asked[word] = { yes: yes + (isYes ? 1 : 0), all: all + 1 };
    }
  }
  return asked;
}

function priorOdds(asked: YesNo['asked'], about: readonly string[]): number {
  const odds = about.map((word) => {
    const { yes, all } = entryOf(asked, word) ?? { yes: 0, all: 0 };
    return Math.log((yes + 1) / (all - yes + 1));
  });
  return odds.length === 0 ? 0 : odds.reduce((sum, value) => sum + value, 0) / odds.length;
}

function classEvidence(
  groups: readonly ClassGroup[],
  about: readonly string[],
  words: readonly string[],
): [number, number] {
  let [share, isLikeliest] = [0, 0];
  for (const group of groups) {
    const odds = labelOdds(group, words);
    const likeliest = odds.indexOf(Math.max(...odds));
    for (const [index, label] of group.labels.entries()) {
      const likeness = tokenF1(wordsOf(label), about);
      share = Math.max(share, likeness * (odds[index] ?? 0));
      if (index === likeliest) isLikeliest = Math.max(isLikeliest, likeness);
    }
  }
  return [share, isLikeliest];
}
