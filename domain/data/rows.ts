import type { Message } from '../answering/messages.ts';
import type { DataSpec } from '../spec/run-spec.ts';
import { needsLabels } from '../stored/agreement.ts';
import { type BadRow, badRowsText } from './bad-rows.ts';
import { isQuestionARow } from './columns.ts';
import { readConversation } from './conversations.ts';
import { isProblem, readQuestionRow, togetherBy } from './question-rows.ts';
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
  /** The conversation before the target, image parts by the hashes of `images`. */
  messages?: readonly Message[];
  line?: TrainingLine;
  /** Why the row can be trained on and not be asked. */
  unaskable?: string;
  /** Why the row cannot be read. */
  problem?: Problem;
}

type Problem = Omit<BadRow, 'where'>;

/** The rows of a split, and how many could not become one, by reason. */
export interface Exploded {
  rows: Row[];
  leftOut: Record<string, number>;
}

/**
 * Makes a row of each question, numbered from 0 in the order of the groups. A group without questions and pairs with an
 * empty half are left out and counted. Throws for rows that cannot be read, unless the spec says to leave them, and for an
 * id that is given twice. Where rows need not be labelled, a question without an answer is a row without targets; what only cannot be asked is read
 * where nobody asks it.
 */
export function explode(
  split: Split,
  groups: readonly QuestionGroup[],
  data: DataSpec,
  isLabelled = needsLabels(split, data),
  isAsked = true,
): Exploded {
  const rows: Row[] = [];
  const leftOut: Record<string, number> = {};
  const bad: BadRow[] = [];
  const leaveOut = (reason: string) => {
    leftOut[reason] = (leftOut[reason] ?? 0) + 1;
  };
  for (const group of groups) {
    const read = group.problem ?? readGroup(split, group, data, { isLabelled, isAsked });
    if (isProblem(read)) {
      bad.push({ where: group.where ?? `${split} row ${group.position}`, ...read });
      leaveOut(read.reason);
      continue;
    }
    for (const one of read) {
      if (typeof one === 'string') leaveOut(one);
      else rows.push({ row: rows.length, ...one });
    }
  }
  if (bad.length > 0 && data.badRows !== 'leave') throw new Error(badRowsText(bad));
  refuseTwice(rows);
  return { rows, leftOut };
}

/** The rows of a group, with the reasons of those that are left out between them. */
type Read = (Omit<Row, 'row'> | string)[];

function readGroup(
  split: Split,
  group: QuestionGroup,
  data: DataSpec,
  { isLabelled, isAsked }: { isLabelled: boolean; isAsked: boolean },
): Read | Problem {
  const { images, messages, line, where, columns } = group;
  const together = togetherBy(columns, data);
  if (isProblem(together)) return together;
  const place = where !== undefined && isQuestionARow(data) ? { where } : {};
  const own = { images, ...together, ...place, ...(messages && { messages }), ...(line && { line }) };
  const slices = (question: string) => slicesOf(question, group, data);
  if (messages) {
    const asked = readConversation(group, { isLabelled, isAsked });
    return isProblem(asked) ? asked : [{ ...asked, slices: slices(asked.question), ...own }];
  }
  if (data.columns.question !== undefined) {
    const asked = readQuestionRow(group, data, isLabelled);
    if (isProblem(asked)) return asked;
    const { question, targets, id } = asked;
    return [{ question, targets, slices: slices(question), ...own, ...(id !== undefined && { ownId: id }) }];
  }
  const pairs = pairsIn(split, group, data, isLabelled);
  if (isProblem(pairs)) return pairs;
  if (pairs.length === 0) return [`${images.length > 0 ? 'image' : 'row'} without questions`];
  return pairs.map(({ question, answer }) => {
    if (question === '') return 'empty question';
    if (answer === '' && isLabelled) return 'empty answer';
    return { question, targets: answer === '' ? [] : [answer], slices: slices(question), ...own };
  });
}

function pairsIn(split: Split, group: QuestionGroup, { badRows }: DataSpec, isLabelled: boolean) {
  try {
    return pairsOf(split, group, isLabelled);
  } catch (error) {
    if (badRows !== 'leave' || !(error instanceof Error)) throw error;
    return { why: error.message, reason: 'unreadable questions or answers' };
  }
}

/** An id is what a row is known by elsewhere. */
function refuseTwice(rows: readonly Row[]): void {
  const seen = new Map<string, Row>();
  for (const row of rows) {
    if (row.ownId === undefined) continue;
    const first = seen.get(row.ownId);
    if (first)
      throw new Error(
        `${row.where}: id ${JSON.stringify(row.ownId)} was given in ${first.where} too. Each row needs an id of its own.`,
      );
    seen.set(row.ownId, row);
  }
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
