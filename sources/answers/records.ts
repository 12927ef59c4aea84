import path from 'node:path';
import { kindOfFile } from '../../domain/spec/table-kinds.ts';
import { StoredAnswersError } from '../../domain/stored/entry.ts';
import type { DataFile } from '../data-file.ts';
import { openTable } from '../tables/open-table.ts';
import type { AnswerRecord } from './format.ts';
import { evalLogRecords, type LogHeader, sampleRecord } from './inspect-log.ts';

/** Of a file that is one JSON value, which is held in memory as a whole. */
const mostBytes = 256 * 1024 * 1024;

/** The records of a file of answers: of a table as of any, of JSON also what a tool keeps its list in. */
export async function recordsOf(file: DataFile): Promise<AnswerRecord[]> {
  const ending = path.extname(file.name).toLowerCase();
  if (ending === '.json') return documentRecords(file);
  if (ending === '.eval') return evalLogRecords(file);
  if (kindOfFile(file.name) !== undefined) return Array.fromAsync(openTable(file).records());
  throw new StoredAnswersError(
    `${file.name}: answers are read from .csv, .tsv, .jsonl, .ndjson, .json, .eval and .parquet files.`,
  );
}

/** The records of a file that is one JSON value: a list, or what a tool keeps its list in. */
async function documentRecords(file: DataFile): Promise<AnswerRecord[]> {
  const { name } = file;
  if (file.bytes > mostBytes) {
    throw new StoredAnswersError(
      `${name} has ${file.bytes} bytes; one JSON value may have ${mostBytes}. Write JSON Lines.`,
    );
  }
  const value = parsed(new TextDecoder().decode(await file.slice(0)));
  // Some tools give JSON Lines this ending.
  if (value === undefined) return Array.fromAsync(openTable(file, { kind: 'jsonl' }).records());
  const isLog = typeof value === 'object' && value !== null && 'eval' in value && 'samples' in value;
  return listIn(value, name).map((values, index) => {
    const where = `${name} item ${index + 1}`;
    return isLog ? sampleRecord(values, value as LogHeader, where) : recordOf(values, where);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface Document {
  /** Of promptfoo, in one of its versions. */
  results?: unknown;
  /** Of inspect_ai. */
  samples?: unknown;
  eval?: unknown;
  /** Of a list of OpenAI's. */
  data?: unknown;
  has_more?: unknown;
}

function listIn(value: unknown, name: string): unknown[] {
  if (Array.isArray(value)) return value;
  const { results, samples, data, has_more: hasMore, eval: evaluation } = (value ?? {}) as Document;
  if (hasMore === true) throw new StoredAnswersError(`${name} is one page of a list. Fetch all pages ("after").`);
  if (Array.isArray(results)) return results;
  const nested = (results as Document | undefined)?.results;
  const list = [nested, samples, data].find((each) => Array.isArray(each));
  if (list) return list as unknown[];
  const what = evaluation === undefined ? 'no list of answers' : 'a log without samples';
  throw new StoredAnswersError(`${name} holds ${what}. docs/stored-answers.md shows the forms that are read.`);
}

/** A record has keys. Throws {@link StoredAnswersError} for anything else. */
function recordOf(values: unknown, where: string): AnswerRecord {
  if (typeof values === 'object' && values !== null && !Array.isArray(values)) {
    return { where, values: values as AnswerRecord['values'] };
  }
  throw new StoredAnswersError(`${where}: expected keys with values`);
}
