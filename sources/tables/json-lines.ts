import type { DataFile } from '../data-file.ts';
import { InputError } from '../source.ts';
import { countLines, linesOf } from './lines.ts';
import type { Selection, Table, TableRecord } from './table.ts';
import { utf8Of } from './utf8.ts';

interface JsonLinesOptions {
  encoding: string;
  maxLine: number;
}

/** The objects of a JSON Lines file; blank lines are none. */
export function openJsonLines(file: DataFile, { encoding, maxLine }: JsonLinesOptions): Table {
  const lines = () => linesOf(utf8Of(file, encoding), file.name, maxLine);

  async function* records({ rows, columns, badRecords = 'throw' }: Selection = {}): AsyncGenerator<TableRecord> {
    let row = -1;
    for await (const { line, text } of lines()) {
      row += 1;
      if (rows && !rows.has(row)) continue;
      const where = `${file.name} line ${line}`;
      const read = readObject(text(), row === 0);
      if ('problem' in read && badRecords === 'throw') throw new InputError(`${where} ${read.problem}`);
      yield 'problem' in read
        ? { where, row, values: {}, ...read }
        : { where, row, values: only(read.values, columns) };
    }
  }

  return { columns: async () => undefined, count: () => countLines(utf8Of(file, encoding)), records };
}

type Read = { values: Record<string, unknown> } | { problem: string };

function readObject(text: string, isFirst: boolean): Read {
  try {
    const value = parse(text);
    if (isObject(value)) return { values: value };
    const what = Array.isArray(value) ? 'a list' : value === null ? 'null' : `a ${typeof value}`;
    return {
      problem: `is ${what}, not an object such as {"question": "…", "answer": "…"}.${isFirst ? oneDocument(text) : ''}`,
    };
  } catch (error) {
    return { problem: `${notJson(error)}.${isFirst ? oneDocument(text) : ''}` };
  }
}

/** A number that JSON writes exactly and that doubles do not hold, such as a long id, is a bigint. */
function parse(text: string): unknown {
  if (!/\d{16}/.test(text)) return JSON.parse(text);
  const exact = (_key: string, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '')
      ? BigInt(context?.source ?? '')
      : value;
  return JSON.parse(text, exact);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What the first line of a list that is one document wants to hear; a later one that breaks off is its own mistake. */
function oneDocument(text: string): string {
  return /^\s*[[{]/.test(text)
    ? " JSON Lines has an object a line. A list in one document becomes that by jq -c '.[]'."
    : '';
}

/** Why a line cannot be parsed, in words, without what counts lines in it. */
export function notJson(error: unknown): string {
  const message = (error as Error).message
    .replace(/ \(line 1 column \d+\)/, '')
    .replace(/\p{C}/gu, '?')
    .replace(/\.$/, '')
    .slice(0, 200);
  return `is not JSON: ${message}`;
}

/** The columns of a record that are wanted, each its own: every object has a `constructor` that no line wrote. */
function only(values: Record<string, unknown>, columns: Selection['columns']): Record<string, unknown> {
  if (!columns) return values;
  return Object.fromEntries(columns.map((name) => [name, Object.hasOwn(values, name) ? values[name] : undefined]));
}
