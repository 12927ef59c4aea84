import { textOf } from '../learning/turn.ts';
import { wordsOf } from '../learning/words.ts';
import type { ChatRequest } from '../wire.ts';
import { type Schema, schemaOf } from './schema.ts';
import { labelFor, similarity } from './similarity.ts';

const REFERENCE =
  /\b(?:reference|expected|target|correct|ideal|ground[ -]truth)(?: (?:answer|output|response|label|text))?\s*:\s*/i;
const ANSWER = /\b(?:answer|output|response|completion|statement)\s*:\s*/i;
const ORDERS = /\b(?:ignore|disregard|rate|grade|score|instead|must)\b/i;

/** What a grader has to reply: one of some labels, or a number of a range. */
type Result = { labels: readonly string[] } | { lowest: number; highest: number };

/** Whether a request is one of a grader: its schema has `steps` and a `result`. */
export const isGrading = (request: ChatRequest): boolean => resultOf(request) !== undefined;

/**
 * Grades by likeness, when this is what is asked: a number grows with the likeness of what stands behind "Reference:" and
 * behind "Model answer:" (or the like) in the user messages; labels are taken from best to worst. Without a reference the
 * label is the one that the text names first, else the last; and the number is the lowest. A gullible grader obeys what
 * the answer tells it.
 */
export function grade(request: ChatRequest, isGullible: boolean): string | undefined {
  const result = resultOf(request);
  if (result === undefined) return undefined;
  const { answer, reference } = quotesIn(request);
  const likeness = reference === undefined ? undefined : similarity(answer, [reference]);
  const value = isGullible && ORDERS.test(answer) ? best(result) : valueFor(result, likeness, answer);
  const conclusion = likeness === undefined ? 'There is no reference.' : `About ${Math.round(100 * likeness)} % alike.`;
  return JSON.stringify({ steps: [{ description: 'Comparing the words.', conclusion }], result: value });
}

const best = (result: Result) => ('labels' in result ? (result.labels[0] ?? '') : result.highest);

function valueFor(result: Result, likeness: number | undefined, answer: string): string | number {
  if ('labels' in result) {
    return likeness === undefined ? labelIn(answer, result.labels) : labelFor(likeness, result.labels);
  }
  return result.lowest + (likeness ?? 0) * (result.highest - result.lowest);
}

function labelIn(text: string, labels: readonly string[]): string {
  const words = wordsOf(text);
  const named = labels.filter((label) => words.includes(wordsOf(label)[0] ?? ''));
  const places = named.map((label) => words.indexOf(wordsOf(label)[0] ?? ''));
  return named[places.indexOf(Math.min(...places))] ?? labels.at(-1) ?? '';
}

/** What the user messages quote as the answer and, if they do, as the reference. */
function quotesIn({ messages }: ChatRequest): { answer: string; reference: string | undefined } {
  const text = messages
    .filter(({ role }) => role === 'user')
    .map(textOf)
    .join('\n');
  const reference = REFERENCE.exec(text);
  const start = reference ? reference.index + reference[0].length : 0;
  const answer = ANSWER.exec(text.slice(start));
  if (!answer) return { answer: reference ? '' : text, reference: reference ? bare(text.slice(start)) : undefined };
  const quoted = text.slice(start, start + answer.index).replace(/\b(?:model|given|candidate)(?:'s)?\s*$/i, '');
  return {
    answer: text.slice(start + answer.index + answer[0].length).trim(),
    reference: reference ? bare(quoted) : undefined,
  };
}

/** A quote without the punctuation that ends its sentence. */
const bare = (quoted: string) => quoted.trim().replace(/[.;,]+$/, '');

function resultOf(request: ChatRequest): Result | undefined {
  const properties = schemaOf(request)?.['properties'] as Readonly<Record<string, Schema>> | undefined;
  const result = properties?.['result'];
  if (result === undefined || properties?.['steps'] === undefined) return undefined;
  if (Array.isArray(result['enum'])) return { labels: result['enum'].map(String) };
  const [lowest = 0, highest = 1] = (String(result['description'] ?? '').match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number);
  return result['type'] === 'number' ? { lowest, highest } : undefined;
}
