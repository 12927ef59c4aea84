import type { DataSpec } from '../spec/run-spec.ts';
import { needsLabels } from '../stored/agreement.ts';
import { type BadRow, badRowsText } from './bad-rows.ts';
import { isQuestionARow } from './columns.ts';
import { type RowUse, readConversation } from './conversations.ts';
import type { Problem, QuestionGroup } from './question-group.ts';
import { pairsOf } from './question-lists.ts';
import { isProblem, readQuestionRow, togetherBy } from './question-rows.ts';
import type { Row, Split } from './sample.ts';
import { sliceOf } from './slice-rules.ts';
import { openTextMap } from './text-map.ts';

/** The rows of a split, and how many could not become one, by reason. */
export interface Exploded {
  rows: Row[];
  leftOut: Record<string, number>;
}

/** What a group came to, as data: rows and reasons of those left out between them, a bad row, or why all is refused. */
export type ReadGroup = { rows: readonly (Unnumbered | string)[] } | { bad: BadRow } | { refused: string };

type Unnumbered = Omit<Row, 'row'>;

/** Makes rows of groups that stream by, numbered from 0 in their order, and counts those that are left out. */
export interface RowNumbering {
  /** The rows of the next group. Throws where it refuses the data set at once. */
  add(read: ReadGroup): Row[];
  /** Rows so far. */
  rows(): number;
  /** Throws for rows that cannot be read, unless the spec says to leave them. */
  leftOut(): Record<string, number>;
}

export function openNumbering({ badRows }: Pick<DataSpec, 'badRows'>): RowNumbering {
  let row = 0;
  const leftOut: Record<string, number> = {};
  const bad: BadRow[] = [];
  const leaveOut = (reason: string) => {
    leftOut[reason] = (leftOut[reason] ?? 0) + 1;
  };
  return {
    add(read) {
      if ('refused' in read) throw new Error(read.refused);
      if ('rows' in read)
        return read.rows.flatMap((one) => (typeof one === 'string' ? (leaveOut(one) ?? []) : { row: row++, ...one }));
      if (badRows !== 'leave') bad.push(read.bad);
      leaveOut(read.bad.reason);
      return [];
    },
    rows: () => row,
    leftOut() {
      if (bad.length > 0) throw new Error(badRowsText(bad));
      return leftOut;
    },
  };
}

/**
 * Makes a row of each question, numbered from 0 in the order of the groups. A group without questions and pairs with an
 * empty half are left out and counted. Throws for rows that cannot be read, unless the spec says to leave them, and for an
 * id that is given twice. Where rows need not be labelled, a question without an answer is a row without targets; what only
 * cannot be asked is read where nobody asks it, and what teaches nothing where nobody trains on it.
 */
export function explode(
  split: Split,
  groups: readonly QuestionGroup[],
  data: DataSpec,
  use: RowUse = { isLabelled: needsLabels(split, data), isAsked: true, isTrained: false },
): Exploded {
  const numbering = openNumbering(data);
  const ids = openIds();
  const rows = groups.flatMap((group) => numbering.add(readGroup(split, group, data, use)));
  const leftOut = numbering.leftOut();
  for (const row of rows) ids.add(row);
  const { twice } = ids;
  const first = twice && rows[twice.first];
  if (twice && first) throw new Error(idTwice(first, twice.again));
  return { rows, leftOut };
}

/** What becomes of one group: see {@link explode}. */
export function readGroup(split: Split, group: QuestionGroup, data: DataSpec, use: RowUse): ReadGroup {
  try {
    const read = group.problem ?? rowsOf(split, group, data, use);
    return isProblem(read)
      ? { bad: { where: group.where ?? `${split} row ${group.position}`, ...read } }
      : { rows: read };
  } catch (error) {
    return { refused: error instanceof Error ? error.message : String(error) };
  }
}

function rowsOf(split: Split, group: QuestionGroup, data: DataSpec, use: RowUse): (Unnumbered | string)[] | Problem {
  const { isLabelled } = use;
  const { images, messages, line, where, columns } = group;
  const together = togetherBy(columns, data);
  if (isProblem(together)) return together;
  const place = where !== undefined && isQuestionARow(data) ? { where } : {};
  const own = { images, ...together, ...place, ...(messages && { messages }), ...(line && { line }) };
  const slices = (question: string) => slicesOf(question, group, data);
  if (messages) {
    const asked = readConversation(group, use);
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

/** Looks for ids that are given twice while rows stream by, in their order. */
export interface Ids {
  add(row: Row): void;
  /** The first row that has the id of an earlier one, whose number is `first`. */
  readonly twice: { first: number; again: Row } | undefined;
}

export function openIds(): Ids {
  const firstWith = openTextMap();
  let twice: Ids['twice'];
  return {
    add(row) {
      if (row.ownId === undefined || twice) return;
      const first = firstWith.getOrSet(row.ownId, row.row);
      if (first !== -1) twice = { first, again: row };
    },
    get twice() {
      return twice;
    },
  };
}

/** An id is what a row is known by elsewhere. */
export function idTwice(first: Row, again: Row): string {
  return `${again.where}: id ${JSON.stringify(again.ownId)} was given in ${first.where} too. Each row needs an id of its own.`;
}

function slicesOf(question: string, { columns }: QuestionGroup, data: DataSpec): Record<string, string> {
  return Object.fromEntries(
    Object.entries(data.slices).map(([dimension, rule]) => [dimension, sliceOf(rule, question, columns)]),
  );
}
