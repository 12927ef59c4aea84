import { InputError } from '../source.ts';
import { BrokenRecord, type CsvRecord } from './csv-records.ts';

const delimiters = [',', ';', '\t', '|'] as const;
/** Records that a delimiter is judged by. */
const recordsLooked = 100;

/** What the first records are like when they are split by a delimiter. */
interface Look {
  delimiter: string;
  /** Records of as many fields as the first. */
  equal: number;
  fields: number;
  /** What is wrong with the next one. */
  problem?: string;
}

/**
 * The delimiter that gives the first records, read with their quotes, an equal number of fields above one; where none
 * does, the only one that the first record holds, since a few bad rows make no other likely. Throws {@link InputError}
 * where that tells none or several.
 */
export async function delimiterOf(
  name: string,
  recordsBy: (delimiter: string) => AsyncIterable<CsvRecord>,
): Promise<string> {
  const looks: Look[] = [];
  for (const delimiter of delimiters) looks.push(await look(delimiter, recordsBy(delimiter)));
  const fitting = looks.filter(({ fields, problem }) => fields > 1 && problem === undefined);
  const [only, another] = fitting.length > 0 ? fitting : looks.filter(({ fields }) => fields > 1);
  if (only && !another) return only.delimiter;
  if (looks.every(({ equal, problem }) => equal === 0 && problem === undefined)) return ',';
  throw new InputError(`${name}: its delimiter cannot be told, ${why(fitting, looks)} Set delimiter, such as ",".`);
}

async function look(delimiter: string, records: AsyncIterable<CsvRecord>): Promise<Look> {
  const seen: Look = { delimiter, equal: 0, fields: 0 };
  try {
    for await (const record of records) {
      if (seen.equal === 0) seen.fields = record.fields.length;
      const problem = ragged(record, seen.fields);
      if (problem !== undefined) return { ...seen, problem: `line ${record.line} ${problem}` };
      seen.equal += 1;
      if (seen.equal === recordsLooked) break;
    }
    return seen;
  } catch (error) {
    if (!(error instanceof BrokenRecord)) throw error;
    return { ...seen, problem: error.message };
  }
}

function why(fitting: readonly Look[], looks: readonly Look[]): string {
  if (fitting.length > 1) {
    return `since ${fitting.map(inWords).join(' and ')} all give its first records equal numbers of fields.`;
  }
  const [best] = looks.filter(({ fields }) => fields > 1).sort((a, b) => b.equal - a.equal);
  if (!best) return 'since its first record is one field by each of comma, semicolon, tab and bar.';
  return `since none gives its first records equal numbers of fields. By ${inWords(best)}: ${best.problem}`;
}

function inWords({ delimiter }: Look): string {
  return delimiter === '\t' ? 'tab' : JSON.stringify(delimiter);
}

/** What is wrong with a record of another number of fields than the header. */
export function ragged({ fields: { length } }: Pick<CsvRecord, 'fields'>, header: number): string | undefined {
  if (length === header) return undefined;
  return `has ${length} ${length === 1 ? 'field' : 'fields'}, but the header has ${header}. A field that holds the delimiter needs quotes around it.`;
}
