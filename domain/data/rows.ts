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

/** The rows of a split, and how many could not become one, by reason. */
export interface Exploded {
  rows: Row[];
  leftOut: Record<string, number>;
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
  const rows: Row[] = [];
  const leftOut: Record<string, number> = {};
  const bad: BadRow[] = [];
  const leaveOut = (reason: string) => {
    leftOut[reason] = (leftOut[reason] ?? 0) + 1;
  };
  for (const group of groups) {
    const read = group.problem ?? readGroup(split, group, data, use);
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

function readGroup(split: Split, group: QuestionGroup, data: DataSpec, use: RowUse): Read | Problem {
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

function slicesOf(question: string, { columns }: QuestionGroup, data: DataSpec): Record<string, string> {
  return Object.fromEntries(
    Object.entries(data.slices).map(([dimension, rule]) => [dimension, sliceOf(rule, question, columns)]),
  );
}
