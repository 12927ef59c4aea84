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

  const fieldsBy = (by: string) => csvRecordsOf(utf8Of(file, encoding), file.name, { delimiter: by, maxLine });

  async function* fields(): AsyncGenerator<CsvRecord> {
    deciding ??= delimiter === undefined ? delimiterOf(file.name, fieldsBy) : Promise.resolve(delimiter);
    yield* fieldsBy(await deciding);
  }

  async function columns(): Promise<string[]> {
    for await (const header of fields()) return columnsOf(file.name, header);
    throw new InputError(`${file.name} is empty. Its first line has to name the columns.`);
  }

  async function count(): Promise<number> {
    await columns();
    let rows = -1;
    for await (const _ of fields()) rows += 1;
    return rows;
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
    let row = -2;
    for await (const record of fields()) {
      row += 1;
      if (row < 0 || (rows && !rows.has(row))) continue;
      const where = `${file.name} line ${record.line}`;
      const problem = ragged(record, names.length);
      if (problem !== undefined && badRecords === 'throw') throw new InputError(`${where} ${problem}`);
      const values = Object.fromEntries(places.map(({ name, at }) => [name, record.fields[at]]));
      yield problem === undefined ? { where, row, values } : { where, row, values: {}, problem };
    }
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
