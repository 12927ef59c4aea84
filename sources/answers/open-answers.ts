import path from 'node:path';
import { StoredAnswersError, type StoredEntry } from '../../domain/stored/entry.ts';
import type { StoredOrigin } from '../../domain/stored/origin.ts';
import { openDataFile } from '../data-file.ts';
import { findDataFiles } from '../data-files.ts';
import { InputError } from '../source.ts';
import type { AnswerColumns } from './format.ts';
import { formatOf } from './formats.ts';
import { recordsOf } from './records.ts';

type FileOrigin = Extract<StoredOrigin, { file: string }>;

/** A file of answers, opened once: what is read is what was hashed. */
export interface AnswersFile {
  origin: FileOrigin;
  /** All of it. Throws {@link StoredAnswersError} where a record cannot be read, or none is there. */
  read(columns: AnswerColumns): Promise<{ format: string; entries: StoredEntry[] }>;
  close(): Promise<void>;
}

/** Opens a file of answers below the data folder. Throws {@link InputError}. */
export async function openAnswers(
  dataDirectory: string,
  name: string,
  onBytes: (bytes: number) => void = () => undefined,
): Promise<AnswersFile> {
  const [found = '', ...others] = await findDataFiles(dataDirectory, name);
  if (others.length > 0) {
    throw new StoredAnswersError(
      `${JSON.stringify(name)} names ${others.length + 1} files. Answers are taken from one.`,
    );
  }
  const relative = path.relative(dataDirectory, found).split(path.sep).join('/');
  const file = await openDataFile(found, relative);
  try {
    const { bytes, modified } = file;
    const origin = { file: relative, sha256: await file.hash(onBytes), bytes, modified };
    return {
      origin,
      async read(columns) {
        const records = await recordsOf(file);
        const [first] = records;
        if (!first) throw new StoredAnswersError(`${relative} holds no answer.`);
        const format = formatOf(first.values);
        const entries = format.entries(records, columns);
        await file.requireUnchanged();
        return { format: format.name, entries };
      },
      close: file.close,
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}
