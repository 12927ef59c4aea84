import { CsvError, type Parser, parse } from 'csv-parse';
import { InputError } from '../source.ts';
import { lineCounter } from './line-counter.ts';

/** The fields of a record, its number from 0, and the line that it begins at, from 1. */
export interface CsvRecord {
  number: number;
  line: number;
  fields: string[];
}

/** The quotes of a record do not pair off, by this delimiter. */
export class BrokenRecord extends InputError {}

interface CsvFormat {
  delimiter: string;
  /** Bytes that a record may have. */
  maxLine: number;
}

/**
 * The records of a CSV file, its header first, of which only those are given that are due: to hand one over takes longer than
 * to read it. Throws {@link BrokenRecord}.
 */
export async function* csvRecordsOf(
  pieces: AsyncIterable<Buffer>,
  name: string,
  { delimiter, maxLine }: CsvFormat,
  isDue: (number: number) => boolean = () => true,
): AsyncGenerator<CsvRecord> {
  const lines = lineCounter();
  const read: CsvRecord[] = [];
  let number = 0;
  const parser = parse({
    delimiter,
    max_record_size: maxLine,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: true,
    on_record: (fields: string[], { bytes }) => {
      const line = lines.next(bytes);
      if (isOfSpreadsheet(fields, delimiter, line)) return undefined;
      if (isDue(number)) read.push({ number, line, fields });
      number += 1;
      return undefined;
    },
  });
  // Its errors come by the callbacks below; unheard, they would end the process.
  parser.on('error', () => undefined);
  parser.resume();
  try {
    for await (const piece of pieces) {
      lines.add(piece);
      await step(parser, piece);
      yield* read.splice(0);
    }
    await step(parser);
    yield* read.splice(0);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    yield* read.splice(0);
    throw new BrokenRecord(`${name} line ${lines.next(Number.MAX_SAFE_INTEGER)} ${inWords(error, maxLine)}`);
  } finally {
    parser.destroy();
  }
}

/** What spreadsheets write besides records: the delimiter in the first line, and delimiters alone below the last row. */
function isOfSpreadsheet(fields: readonly string[], delimiter: string, line: number): boolean {
  return fields.every((field) => field.trim() === '') || (line === 1 && /^sep=.$/u.test(fields.join(delimiter)));
}

/** Hands a piece to the parser, or tells it that there are no more. */
function step(parser: Parser, piece?: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error | null) => (error ? reject(error) : resolve());
    if (piece) parser.write(piece, done);
    else parser.end(done);
  });
}

function inWords({ code }: CsvError, maxLine: number): string {
  const double = 'Write a quote that belongs to a text twice, and the text in quotes.';
  switch (code as string) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return `opens a quote that is never closed. ${double}`;
    case 'CSV_MAX_RECORD_SIZE':
      return `begins a record of more than ${maxLine / 1e6} MB: most likely a quote that is never closed. ${double}`;
    case 'CSV_INVALID_CLOSING_QUOTE':
      return `begins a record with a quote that ends within a field, or too late. ${double}`;
    default:
      return `begins a record with a quote within a field that has none around it. ${double}`;
  }
}
