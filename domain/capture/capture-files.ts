import { stringify } from 'csv-stringify/sync';
import { fromInert, inert } from '../data/spreadsheet-text.ts';
import { type CapturedAnswer, CapturedAnswerSchema, capturedColumns } from './captured-answer.ts';

/** A line of `answers.jsonl`: keys in the order of the columns, those that are not known left out. */
export function capturedJsonLine(answer: CapturedAnswer): string {
  const known = capturedColumns.flatMap((key) => (answer[key] === undefined ? [] : [[key, answer[key]]]));
  return `${JSON.stringify(Object.fromEntries(known))}\n`;
}

/** The first line of `answers.csv`; Excel knows UTF-8 by the mark it begins with. */
export function capturedCsvHeader(): string {
  return stringify([capturedColumns], { bom: true });
}

/** A line of `answers.csv`: lists and parameters as JSON, texts as {@link inert} makes them. */
export function capturedCsvLine(answer: CapturedAnswer): string {
  return stringify([capturedColumns.map((key) => cellOf(answer[key]))]);
}

function cellOf(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? inert(value) : JSON.stringify(value);
}

/**
 * Reads a line of `answers.jsonl` as it was parsed, or with `isCsv` the cells of a row of `answers.csv` by column; what the
 * schema does not know is left out. The issues say what is wrong with a line that is none.
 */
export function readCapturedAnswer(values: object, { isCsv = false } = {}): CapturedReading {
  const cells = isCsv
    ? Object.fromEntries(Object.entries(values).map(([key, cell]) => [key, fromInert(cell)]))
    : values;
  const { data, error } = CapturedAnswerSchema.safeParse(cells);
  if (data) return { answer: data };
  return { problems: error.issues.map(({ path, message }) => `"${path.join('.')}" ${message}`) };
}

/** A line that was read, or what is wrong with it. */
export type CapturedReading = { answer: CapturedAnswer; problems?: never } | { answer?: never; problems: string[] };
