import type { AnswerOutcome } from '../answering/answer.ts';
import { isClosed } from '../data/sample.ts';
import type { GraderScore } from './graders/grader.ts';
import { plainCharacters } from './plain-characters.ts';
import { readYesNo } from './yes-no.ts';

/** The rules that score an answer; `contains` is shown and never decides a verdict. */
export const rules = ['exact', 'normalised', 'contains'] as const;
export type Rule = (typeof rules)[number];

/** What answers are scored by: one of {@link rules}, or the name of a grader of the spec. */
export type Metric = string;

/** True for a rule that every run scores by, false for a grader of the spec. */
export function isRule(metric: Metric): metric is Rule {
  return (rules as readonly Metric[]).includes(metric);
}

/** Scores from 0 to 1; a metric without one does not apply, or its grader failed. */
export type Scores = Readonly<Record<Rule, number>> & Readonly<Record<Metric, number>>;

/** What the rules say of one answer. */
export interface Grade {
  scores: Scores;
  /** The text that the normalised rule compared. */
  graded: string;
  explanation: string;
  /** True when a yes/no question was answered and neither can be read from the answer; it is scored as wrong. */
  unreadable: boolean;
  /** What the graders of the spec say that apply to the sample, by name; their scores are among `scores`. */
  graders?: Readonly<Record<Metric, GraderScore>>;
}

/**
 * Scores an answer against each accepted answer and keeps the best. The rule is the same for all candidates: a refusal
 * is wrong, an answer cut by length is scored as it is, a failure is missing (undefined), never a zero.
 */
export function grade(answer: AnswerOutcome, targets: readonly string[]): Grade | undefined {
  switch (answer.outcome) {
    case 'failed':
      return undefined;
    case 'refused':
      return { scores: nothing, graded: '', explanation: `refused by the ${answer.by}`, unreadable: false };
    case 'answered':
      return isClosed(targets) ? gradeClosed(answer.text, targets) : gradeOpen(answer.text, targets);
  }
}

const nothing = { exact: 0, normalised: 0, contains: 0 };

function gradeOpen(text: string, targets: readonly string[]): Grade {
  const [said, accepted] = [compared(text), targets.map(compared)];
  const match = accepted.find((target) => areSame(said, target));
  const explanation = match === undefined ? 'equals no target' : `equals ${JSON.stringify(match.text)}`;
  const scores = scoresOf(said, accepted, match !== undefined);
  return { scores, graded: said.normalised, explanation, unreadable: false };
}

function gradeClosed(text: string, targets: readonly string[]): Grade {
  const read = readYesNo(text);
  const isRight = targets.some((target) => readYesNo(target) === read) && read !== undefined;
  const explanation = read === undefined ? 'neither yes nor no can be read' : `read as ${read}`;
  return {
    scores: scoresOf(compared(text), targets.map(compared), isRight),
    graded: read ?? '',
    explanation,
    unreadable: read === undefined,
  };
}

function scoresOf(said: Compared, accepted: readonly Compared[], isNormalised: boolean): Grade['scores'] {
  return {
    exact: Number(accepted.some(({ text }) => isExactMatch(said.text, text))),
    normalised: Number(isNormalised),
    contains: Number(accepted.some((target) => contains(said, target))),
  };
}

/** True when a score is more right than wrong; one answer has 0 or 1, the mean of several may lie between. */
export function isRight(score: number): boolean {
  return score > 0.5;
}

/** A text in both forms, made once: normalising costs more than all comparisons. */
interface Compared {
  text: string;
  normalised: string;
}

function compared(text: string): Compared {
  return { text, normalised: normalise(text) };
}

function areSame(said: Compared, target: Compared): boolean {
  return target.normalised === '' ? isExactMatch(said.text, target.text) : said.normalised === target.normalised;
}

/** True when the words of the target occur in the text, whole, next to each other and in order. */
function contains(said: Compared, target: Compared): boolean {
  return target.normalised !== '' && ` ${said.normalised} `.includes(` ${target.normalised} `);
}

/** True when both are the same characters, white space at the ends aside. */
export function isExactMatch(text: string, target: string): boolean {
  return text.trim() === target.trim();
}

/** True when both are the same after {@link normalise}; texts of nothing but punctuation are compared exactly. */
export function isNormalisedMatch(text: string, target: string): boolean {
  return areSame(compared(text), compared(target));
}

/**
 * The form in which the normalised rule compares: {@link plainCharacters}, one case, no apostrophes, every other punctuation
 * mark a space, single spaces. What makes another value or name stays: articles (without them `A. A. Milne` would be
 * `milne`), accents and symbols (`C++` is not `C`), and marks that are {@link telling}.
 */
export function normalise(text: string): string {
  const letters = withoutApostrophes(plainCharacters(text));
  return plainCharacters(oneCase(letters)).replace(punctuation, ' ').trim();
}

function withoutApostrophes(text: string): string {
  return text.replace(/(?<=\p{Nd})['’‘ʼ`´]+(?=\p{Nd})/gu, "'").replace(/['’‘ʼ`´](?:(?<!\p{Nd}.)|(?!\p{Nd}))/gu, '');
}

/** A sign before a number, the point of `.5`, a mark between two digits (`3.5` is neither `3/5` nor `35`), # behind a letter. */
const telling = [
  '(?<![\\p{L}\\p{M}\\p{N}\\p{Pe}\\p{Pf}])-(?=\\p{Sc}?\\.?\\p{Nd})',
  '(?<![\\p{L}\\p{M}\\p{N}.])\\.(?=\\p{Nd})',
  '(?<=\\p{Nd})\\p{P}(?=\\p{Nd})',
  '(?<=\\p{L})#(?![\\p{L}\\p{N}])',
];
const punctuation = new RegExp(`(?:(?!${telling.join('|')})[\\p{P}\\s])+`, 'gu');

// By way of upper case, so that ß and SS, ſ and s meet; ẞ gets there from its lower case only.
function oneCase(text: string): string {
  return text.toLowerCase().toUpperCase().toLowerCase();
}
