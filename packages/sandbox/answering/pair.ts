import { lastTurn, textOf } from '../learning/turn.ts';
import type { Message } from '../wire.ts';
import { objectsIn } from './literal.ts';

/** What a judge has to compare. */
export interface Pair {
  answer: string;
  targets: readonly string[];
  /** All that was named beside each other, by its name. */
  fields: Readonly<Record<string, unknown>>;
  /** Whether an answer is right that holds a target among other words. */
  mayHold: boolean;
}

// What an evaluator calls the two sides. A weaker name stands for the side that no strong one names.
const REFERENCE = /^(?:actual|expected|correct|references?|targets?|truth|gold|golden|ideal|expert|criterion|rubric)$/;
const PREDICTED = /^(?:predicted|prediction|candidate|generated|submitted|submission|student|model|hypothesis|given)$/;
const WEAK = /^(?:answer|output|response|completion)$/;

const SECTION = /^\[([\w ]+)\]:[ \t]*([\s\S]*?)(?=^[ \t]*\*{3,}[ \t]*$|^\[[\w ]+\]|(?![\s\S]))/gm;
const TAGGED = /<(\w+)>\s*([\s\S]*?)\s*<\/\1>/g;
const NAMED =
  /^[ \t]*\**([A-Za-z][\w -]{0,40}?)\**[ \t]*:\**[ \t]*([\s\S]*?)(?=^[ \t]*\**[A-Za-z][\w -]{0,40}?\**[ \t]*:|(?![\s\S]))/gm;
// A statement that the words of a rubric can be taken from: "says X", "the answer is 'X'".
const DEMAND =
  /\b(?:is|be|equals?|matche?s?|contains?|mentions?|says?|states?|names?|gives?)\s+(?:exactly\s+)?(?:["“'‘](.+?)["”'’](?![^\s.,;])|([\p{Lu}\d][^\n]*?))\.?\s*$/u;
const DENIAL = /\b(?:not|never|no|without|except)\b|n't\b/i;

// A text of tags that never close is searched by the square of its length.
const MOST_LETTERS = 50_000;

/** The answer and what it is to be compared with, as the last turn names them; undefined when it does not. */
export function pairIn(messages: readonly Message[]): Pair | undefined {
  const text = askedText(messages);
  const objects = objectsIn(text);
  const start = text.slice(0, MOST_LETTERS);
  return (
    objects.map((fields) => pairOf(fields, false)).findLast((pair) => pair !== undefined) ??
    pairOf(fieldsOf(start, SECTION), true) ??
    pairOf(fieldsOf(start, TAGGED), true) ??
    pairOf(fieldsOf(start, NAMED), false)
  );
}

/** The words of a name such as `isCorrect` or `model_output`. */
export const nameWords = (name: string): string[] =>
  name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/);

/** The user messages of the last turn, or the instructions where everything stands in them. */
function askedText(messages: readonly Message[]): string {
  const turn = lastTurn(messages);
  return (turn.length > 0 ? turn : messages.slice(-1)).map(textOf).join('\n');
}

const fieldsOf = (text: string, pattern: RegExp): Record<string, unknown> =>
  Object.fromEntries([...text.matchAll(pattern)].map(([, name = '', value = '']) => [name, value.trim()]));

function pairOf(fields: Record<string, unknown>, mayHold: boolean): Pair | undefined {
  const sides = Object.keys(fields).map((name) => ({ name, side: sideOf(name) }));
  const named = (wanted: string) => sides.find(({ side }) => side === wanted)?.name;
  const [reference, predicted, weak] = [named('reference'), named('predicted'), named('weak')];
  const [answerName, targetName] = [predicted ?? weak, reference ?? (predicted === undefined ? undefined : weak)];
  if (answerName === undefined || targetName === undefined) return undefined;
  const [answer, targets] = [textIn(fields[answerName] ?? ''), targetsIn(targetName, fields[targetName])];
  return answer === undefined || targets.length === 0 ? undefined : { answer, targets, fields, mayHold };
}

function sideOf(name: string): 'reference' | 'predicted' | 'weak' | undefined {
  const words = nameWords(name);
  if (words.some((word) => REFERENCE.test(word))) return 'reference';
  if (words.some((word) => PREDICTED.test(word))) return 'predicted';
  return words.some((word) => WEAK.test(word)) ? 'weak' : undefined;
}

function targetsIn(name: string, value: unknown): string[] {
  const texts = [value].flat().map(textIn);
  const targets = texts.filter((text) => text !== undefined);
  if (targets.length < texts.length) return [];
  return /rubric/i.test(name) ? targets.flatMap(demandOf) : targets;
}

/** What a rubric wants to be said, where it says so in words of its own; a denial, or a demand of style, cannot be compared. */
function demandOf(rubric: string): string[] {
  const match = DENIAL.test(rubric) ? null : DEMAND.exec(`${rubric.charAt(0).toLowerCase()}${rubric.slice(1)}`);
  return match === null ? [] : [match[1] ?? match[2] ?? ''];
}

const textIn = (value: unknown): string | undefined =>
  ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;
