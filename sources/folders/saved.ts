import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { InputError } from '../source.ts';

const Listed = z.array(z.looseObject({ filename: z.string().regex(/^[^/\\]+$/) }));

/** What `save_to_disk` says of a data set beside its files. */
const State = z.looseObject({
  _data_files: Listed,
  // Versions of 2020 kept a shuffle beside the rows.
  _indices_files: z.array(z.unknown()).nullish(),
  _indices_data_files: z.array(z.unknown()).nullish(),
});

/** Bytes that it may have: a name takes about 50. */
const mostBytes = 16_000_000;

/** The Arrow files that `save_to_disk` wrote into a folder, in their order. */
export async function savedFiles(folder: string, name: string, files: readonly string[]): Promise<string[]> {
  const where = `${name}/state.json`;
  const state = State.safeParse(await readJson(path.join(folder, 'state.json'), where));
  if (!state.success) throw new InputError(`${where} does not say what its data files are. Save the data set anew.`);
  const { _data_files: listed, _indices_files: indices, _indices_data_files: older } = state.data;
  if ([indices ?? [], older ?? []].flat().length > 0) {
    throw new InputError(
      `${where} keeps the order of its rows in a file of its own, which is not read. Save it anew: load_from_disk(…).flatten_indices().save_to_disk(…).`,
    );
  }
  const missing = listed.find(({ filename }) => !files.includes(filename));
  if (missing)
    throw new InputError(
      `${where} names ${JSON.stringify(missing.filename)}, which is not there. Copy the folder anew.`,
    );
  return listed.map(({ filename }) => filename);
}

async function readJson(file: string, where: string): Promise<unknown> {
  try {
    if ((await stat(file)).size > mostBytes) throw new InputError(`${where} has more than ${mostBytes} bytes.`);
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (error instanceof InputError) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    throw new InputError(`${where} ${code ? `cannot be read (${code})` : 'is not JSON'}. Save the data set anew.`);
  }
}
