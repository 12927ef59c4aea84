import type { Message } from '../answering/messages.ts';
import type { DataSpec } from '../spec/run-spec.ts';
import type { Row, SampleImage, Split, TrainingLine } from './sample.ts';
import { sliceOf } from './slice-rules.ts';

/** A row of a source with all that is asked in it, in the order of the shuffle. */
export interface QuestionGroup {
  /** Position in the source. */
  position: number;
  /** File and row in the source, for messages to a person. */
  where?: string;
  images: readonly SampleImage[];
  /** Hashes of the images as the source has them, in their order. */
  origins: readonly string[];
  questions: unknown;
  answers: unknown;
  columns: Readonly<Record<string, unknown>>;
  id?: string;
  group?: string;
  cluster?: string;
  /** The conversation before the target, image parts by the hashes of `images`. */
  messages?: readonly Message[];
  line?: TrainingLine;
}

/** The rows of a split, and how many could not become one, by reason. */
export interface Exploded {
  rows: Row[];
  leftOut: Record<string, number>;
}

/**
 * Makes a row of each question, numbered from 0 in the order of the groups. Throws when the lists of a group do not pair
 * off; a group without questions and pairs with an empty half are left out and counted. Where rows need not be labelled,
 * a question without an answer is a row without targets.
 */
export function explode(
  split: Split,
  groups: readonly QuestionGroup[],
  data: DataSpec,
  isLabelled = split !== 'unlabelled',
): Exploded {
  const rows: Row[] = [];
  const leftOut: Record<string, number> = {};
  const leaveOut = (reason: string) => {
    leftOut[reason] = (leftOut[reason] ?? 0) + 1;
  };
  for (const group of groups) {
    const pairs = pairsOf(split, group, isLabelled);
    if (pairs.length === 0) leaveOut(`${group.images.length > 0 ? 'image' : 'row'} without questions`);
    for (const { question, answer } of pairs) {
      if (question === '') leaveOut('empty question');
      else if (answer === '' && isLabelled) leaveOut('empty answer');
      else {
        const targets = answer === '' ? [] : [answer];
        rows.push({ row: rows.length, question, targets, slices: slicesOf(question, group, data), ...ownOf(group) });
      }
    }
  }
  return { rows, leftOut };
}

/** What the questions of a row of the source have in common. */
function ownOf({ images, id, group, cluster, messages, line }: QuestionGroup) {
  return {
    images,
    ...(id !== undefined && { ownId: id }),
    ...(group !== undefined && { group }),
    ...(cluster !== undefined && { cluster }),
    ...(messages && { messages }),
    ...(line && { line }),
  };
}

function pairsOf(
  split: Split,
  { position, where: place, questions, answers }: QuestionGroup,
  isLabelled: boolean,
): { question: string; answer: string }[] {
  const where = `${split} image ${position}${place === undefined ? '' : ` (${place})`}`;
  const isSingle = [questions, answers].some((value) => isPresent(value) && !Array.isArray(value));
  const [asked, given] = [questions, answers].map((value, index) =>
    // Of single texts one that is missing is an empty one, as it is in a list.
    isSingle && !isPresent(value) ? [''] : textsOf(value, `${where}: ${index === 0 ? 'questions' : 'answers'}`),
  ) as [string[], string[]];
  if (!isLabelled && !isPresent(answers)) return asked.map((question) => ({ question, answer: '' }));
  if (asked.length !== given.length) {
    throw new Error(
      `${where}: ${asked.length} questions but ${given.length} answers; the two lists must be of equal length`,
    );
  }
  return asked.map((question, index) => ({ question, answer: given[index] ?? '' }));
}

/** A list of texts, or one text. */
function textsOf(value: unknown, where: string): string[] {
  const list = Array.isArray(value) ? value : isPresent(value) ? [value] : [];
  return list.map((text, index) => {
    if (!isPresent(text)) return '';
    if (typeof text !== 'string') throw new Error(`${where}[${index}]: expected a text, got ${inWords(text)}`);
    return text.trim();
  });
}

function isPresent(value: unknown): boolean {
  return value !== null && value !== undefined;
}

/** What a value is that is no text, and what to do. */
function inWords(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'bigint') {
    return `the number ${value}. Write numbers as texts; of a ClassLabel write the names (int2str) instead of their numbers.`;
  }
  if (typeof value === 'boolean') return `${value}. Write Yes and No as texts.`;
  if (Array.isArray(value)) return 'a list. There is one answer to a question: keep one text of each.';
  if (value instanceof Date) return 'a date. Write dates as texts.';
  return 'a struct. Keep the text that is meant, in a column of its own.';
}

function slicesOf(question: string, { columns }: QuestionGroup, data: DataSpec): Record<string, string> {
  return Object.fromEntries(
    Object.entries(data.slices).map(([dimension, rule]) => [dimension, sliceOf(rule, question, columns)]),
  );
}
