import path from 'node:path';
import { z } from 'zod';
import { openDataFile } from '../data-file.ts';
import { refuseOutside } from '../inside.ts';
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

/** The Arrow files that `save_to_disk` wrote into a folder of the data folder, in their order. */
export async function savedFiles(dataDirectory: string, name: string, files: readonly string[]): Promise<string[]> {
  const where = path.posix.join(name, 'state.json');
  const state = State.safeParse(await readJson(dataDirectory, where));
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

async function readJson(dataDirectory: string, name: string): Promise<unknown> {
  await refuseOutside(dataDirectory, name);
  const file = await openDataFile(path.join(dataDirectory, name), name);
  try {
    if (file.bytes > mostBytes) throw new InputError(`${name} has more than ${mostBytes} bytes.`);
    return JSON.parse(Buffer.from(await file.slice(0)).toString());
  } catch (error) {
    if (error instanceof SyntaxError) throw new InputError(`${name} is not JSON. Save the data set anew.`);
    throw error;
  } finally {
    await file.close();
  }
}
