import type { DataFile } from '../data-file.ts';
import { InputError } from '../source.ts';
import { type CsvRecord, csvRecordsOf } from './csv-records.ts';
import { delimiterOf, ragged } from './delimiter.ts';
import type { Selection, Table, TableRecord } from './table.ts';
import { utf8Of } from './utf8.ts';

interface CsvOptions {
  delimiter: string | undefined;
  encoding: string;
  maxLine: number;
}

/** The records of a CSV file, whose first one names the columns; blank ones are none. */
export function openCsv(file: DataFile, { delimiter, encoding, maxLine }: CsvOptions): Table {
  let deciding: Promise<string> | undefined;

  const fieldsBy = (by: string, isDue?: (record: number) => boolean) =>
    csvRecordsOf(utf8Of(file, encoding), file.name, { delimiter: by, maxLine }, isDue);

  async function* fields(isDue?: (record: number) => boolean): AsyncGenerator<CsvRecord> {
    deciding ??= delimiter === undefined ? delimiterOf(file.name, fieldsBy) : Promise.resolve(delimiter);
    yield* fieldsBy(await deciding, isDue);
  }

  async function columns(): Promise<string[]> {
    for await (const header of fields()) return columnsOf(file.name, header);
    throw new InputError(`${file.name} is empty. Its first line has to name the columns.`);
  }

  async function countRows(): Promise<number> {
    await columns();
    let rows = -1;
    const countOne = () => {
      rows += 1;
      return false;
    };
    for await (const _ of fields(countOne));
    return rows;
  }

  /** Known once all has been read, for whatever reason. */
  let counted: Promise<number> | undefined;
  function count(): Promise<number> {
    counted ??= countRows();
    return counted;
  }

  async function* records({
    rows,
    columns: wanted,
    badRecords = 'throw',
  }: Selection = {}): AsyncGenerator<TableRecord> {
    const names = await columns();
    const places = names
      .map((name, at) => ({ name, at }))
      .filter(({ name }) => name !== '' && (wanted?.includes(name) ?? true));
    let last = 0;
    const isDue = (record: number) => {
      last = record;
      return record > 0 && (rows?.has(record - 1) ?? true);
    };
    for await (const { number, ...record } of fields(isDue)) {
      const row = number - 1;
      const where = `${file.name} line ${record.line}`;
      const problem = ragged(record, names.length);
      if (problem !== undefined && badRecords === 'throw') throw new InputError(`${where} ${problem}`);
      const values = Object.fromEntries(places.map(({ name, at }) => [name, record.fields[at]]));
      yield problem === undefined ? { where, row, values } : { where, row, values: {}, problem };
    }
    counted ??= Promise.resolve(last);
  }

  return { columns, count, records };
}

/** The names of the columns; one without a name, such as the index that pandas writes, stays without. */
function columnsOf(name: string, { line, fields }: CsvRecord): string[] {
  const names = fields.map((field) => field.trim());
  const twice = names.find((column, at) => column !== '' && names.indexOf(column) !== at);
  if (twice !== undefined) {
    throw new InputError(`${name} line ${line} names the column ${JSON.stringify(twice)} twice. Rename one of them.`);
  }
  return names;
}
