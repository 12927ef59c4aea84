import type { QuestionSpec } from '../spec/columns-spec.ts';
import type { DataSpec } from '../spec/run-spec.ts';
import type { BadRow } from './bad-rows.ts';
import { questionParts } from './columns.ts';
import { valueText } from './value-text.ts';

/** What one row of a source asks, by its columns. */
export interface AskedRow {
  question: string;
  targets: readonly string[];
  id?: string;
}

/** What a row holds, by column. */
type Values = Readonly<Record<string, unknown>>;
type Problem = Omit<BadRow, 'where'>;

/** Reads the one question of a row, or says what is wrong with it. */
export function readQuestionRow(
  { columns }: { columns: Values },
  { columns: { question, answer, id } }: Pick<DataSpec, 'columns'>,
  isLabelled: boolean,
): AskedRow | Problem {
  try {
    const asked = questionOf(columns, question ?? '');
    const targets = typeof answer === 'string' ? targetsOf(columns[answer], answer) : [];
    if (targets.length === 0 && isLabelled) throw new Bad(missing(answer ?? 'answer'));
    return { question: asked, targets, ...(id !== undefined && { id: required(columns, id) }) };
  } catch (error) {
    if (error instanceof Bad) return error.problem;
    throw error;
  }
}

/** What belongs together by the columns of the spec; absent where a row says nothing. */
export function togetherBy(
  values: Values,
  { columns }: Pick<DataSpec, 'columns'>,
): { group?: string; cluster?: string } | Problem {
  try {
    const { group, cluster } = columns;
    const named = { group: group && textIn(values, group), cluster: cluster && textIn(values, cluster) };
    return { ...(named.group && { group: named.group }), ...(named.cluster && { cluster: named.cluster }) };
  } catch (error) {
    if (error instanceof Bad) return error.problem;
    throw error;
  }
}

/** Whether a row could not be read. */
export function isProblem(read: object): read is Problem {
  return 'why' in read;
}

class Bad extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.why);
    this.problem = problem;
  }
}

function questionOf(values: Values, question: QuestionSpec): string {
  const filled = questionParts(question).map((part, index) => (index % 2 === 1 ? required(values, part) : part));
  return filled.join('').trim();
}

function targetsOf(value: unknown, column: string): string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.map((one) => textOf(one, column)).filter((text) => text !== '');
}

function required(values: Values, column: string): string {
  const text = textIn(values, column);
  if (text === '') throw new Bad(missing(column));
  return text;
}

function textIn(values: Values, column: string): string {
  return textOf(values[column], column);
}

function textOf(value: unknown, column: string): string {
  const read = valueText(value);
  if ('text' in read) return read.text;
  const why = `${JSON.stringify(column)} holds ${read.what} and no text`;
  throw new Bad({ why, reason: why });
}

function missing(column: string): Problem {
  const why = `${JSON.stringify(column)} is missing`;
  return { why, reason: why };
}
