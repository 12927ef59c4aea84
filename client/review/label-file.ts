import { readFile } from 'node:fs/promises';
import { CsvError, parse } from 'csv-parse/sync';
import { ClientError } from '../program/client-error.ts';

/** A row of a CSV file that a person has filled in. */
export interface LabelRow<Column extends string> {
  /** Where it begins, from 1. */
  line: number;
  cells: Readonly<Record<Column, string>>;
}

/**
 * Reads a CSV file that a person has filled in, with a spreadsheet or without: commas, semicolons, tabs or bars, in UTF-8
 * or UTF-16, with a byte order mark or without, with Excel's line `sep=` before it and its rows of nothing behind it; further
 * columns are ignored.
 * @throws {ClientError} bad input: the file cannot be read, is no CSV, or lacks a column
 */
export async function readLabelFile<Column extends string>(
  file: string,
  columns: readonly Column[],
): Promise<LabelRow<Column>[]> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new ClientError('badInput', `${file} cannot be read (${error.code}). Give the path of a CSV file.`);
  });
  // The parser counts a line break of two characters within a cell as two.
  const [first, ...rows] = rowsOf(file, textOf(file, bytes).replaceAll('\r\n', '\n'), columns);
  const names = first?.cells.map((name) => name.trim()) ?? [];
  const missing = columns.filter((column) => !names.includes(column));
  if (missing.length > 0) {
    const found = names.join(', ') || 'nothing';
    throw new ClientError('badInput', `${file} line 1: expected the column ${missing.join(', ')}, got ${found}.`);
  }
  return rows.map(({ line, cells }) => ({ line, cells: named(columns, names, cells) }));
}

interface Row {
  line: number;
  cells: readonly string[];
}

/** Without its byte order mark, which tells UTF-16. */
function textOf(file: string, bytes: Buffer): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new ClientError('badInput', `${file} is no text in UTF-8. Save it as "CSV UTF-8".`);
  }
}

function rowsOf(file: string, text: string, columns: readonly string[]): Row[] {
  const rows: Row[] = [];
  const [separator = ''] = /^sep=.\n/.exec(text) ?? [];
  const before = separator === '' ? 0 : 1;
  const table = text.slice(separator.length);
  const take = (cells: readonly string[], { lines }: { lines: number }) => {
    // The parser counts up to where a record ends, and a cell may hold several lines.
    const line = before + lines - (cells.join('').match(/\n/g)?.length ?? 0);
    if (cells.some((cell) => cell.trim() !== '')) rows.push({ line, cells });
    return null;
  };
  const delimiter = separator === '' ? delimiterIn(table, columns) : separator.slice('sep='.length, -1);
  try {
    parse(table, { delimiter, skip_empty_lines: true, relax_column_count: true, on_record: take });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new ClientError('badInput', `${file} is not the CSV it should be: ${error.message}`);
  }
  return rows;
}

const delimiters = ['\t', ';', ',', '|'];

/** The delimiter by which the first line names the columns, or else the most columns. */
function delimiterIn(table: string, columns: readonly string[]): string {
  const heads = delimiters.map((delimiter) => ({ delimiter, names: namesBy(delimiter, table) }));
  const holds = heads.find(({ names }) => columns.every((column) => names.includes(column)));
  return (holds ?? heads.reduce((a, b) => (b.names.length > a.names.length ? b : a))).delimiter;
}

function namesBy(delimiter: string, table: string): string[] {
  const [head = []] = parse(table, { delimiter, to: 1, relax_quotes: true, skip_empty_lines: true }) as string[][];
  return head.map((name) => name.trim());
}

function named<Column extends string>(columns: readonly Column[], head: readonly string[], cells: readonly string[]) {
  const entries = columns.map((column) => [column, cells[head.indexOf(column)] ?? ''] as const);
  return Object.fromEntries(entries) as Record<Column, string>;
}
