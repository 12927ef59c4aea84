import { StoredAnswersError } from '../../domain/stored/entry.ts';
import type { DataFile } from '../data-file.ts';
import type { AnswerRecord } from './format.ts';
import { openZip, type ZipEntry } from './zip.ts';

/** What is used of a sample: its events may be a thousand times as large. */
const used = ['id', 'epoch', 'input', 'target', 'output', 'error'];

/** What a log says of the run that wrote it. */
export interface LogHeader {
  eval?: { model?: unknown };
}

/** A sample of a log as a record, with the model that was asked for. */
export function sampleRecord(sample: unknown, header: LogHeader | undefined, where: string): AnswerRecord {
  const values = Object.entries((sample ?? {}) as object).filter(([key]) => used.includes(key));
  return { where, values: { ...Object.fromEntries(values), asked_model: header?.eval?.model } };
}

/** The samples of an inspect_ai log that is a zip file (`.eval`), in the order in which they ended. */
export async function evalLogRecords(file: DataFile): Promise<AnswerRecord[]> {
  const entries = await openZip(file);
  // A log that was not finished has no header yet.
  const header = entries.get('header.json') ?? entries.get('_journal/start.json');
  const asked = header && ((await readJson(file, header)) as LogHeader);
  const records: AnswerRecord[] = [];
  for (const [name, entry] of entries) {
    if (!/^samples\/.*\.json$/.test(name)) continue;
    records.push(sampleRecord(await readJson(file, entry), asked, `${file.name} ${name}`));
  }
  return records;
}

async function readJson(file: DataFile, { name, read }: ZipEntry): Promise<unknown> {
  const text = (await read()).toString();
  try {
    return JSON.parse(text);
  } catch {
    throw new StoredAnswersError(`${file.name} ${name}: expected JSON`);
  }
}
