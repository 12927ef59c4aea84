import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Files } from '../../domain/proposal/choose-splits.ts';
import type { Column } from '../../domain/proposal/column-facts.ts';
import { indexPictures } from '../../domain/proposal/pictures.ts';
import type { DataLook, Reading } from '../../domain/proposal/proposal.ts';
import { kindOfFile } from '../../domain/spec/table-kinds.ts';
import { openDataFile } from '../../sources/data-file.ts';
import { ClientError } from '../program/client-error.ts';
import { shownPath } from '../program/shown-path.ts';
import { findPictures } from './find-pictures.ts';
import { findTables, type Tables } from './find-tables.ts';
import { lookAtTable, type SeenTable } from './look-at-table.ts';
import { patternOf } from './pattern.ts';

/** Data that was found, and below which folder. */
export interface FoundData {
  look: DataLook;
  dataDirectory: string;
  /** Whether that is another folder than TEMPERA_DATA. */
  isElsewhere: boolean;
}

/** Looks at a file or a folder. Throws a {@link ClientError} where nothing is there, `InputError` and `Undecided` otherwise. */
export async function lookAtData(target: string, configured: string, reading: Reading = {}): Promise<FoundData> {
  const at = await realpath(target).catch(() => {
    throw new ClientError('badInput', `There is no file or folder ${JSON.stringify(target)}.`);
  });
  const isFolder = (await stat(at)).isDirectory();
  const folder = isFolder ? at : path.dirname(at);
  const root = await realpath(configured).catch(() => configured);
  const isElsewhere = !isBelow(root, at);
  const dataDirectory = isElsewhere ? folder : root;
  const tables = isFolder ? await findTables(at) : { all: [requireTable(at)] };
  if (Object.keys(tables).length === 0) throw await nothingIn(at);
  const look = await lookAtTables(tables, { dataDirectory, name: path.parse(at).name, reading });
  return { look, dataDirectory, isElsewhere };
}

function isBelow(root: string, file: string): boolean {
  const below = path.relative(root, file);
  return below !== '..' && !below.startsWith(`..${path.sep}`) && !path.isAbsolute(below);
}

function requireTable(file: string): string {
  if (kindOfFile(file) !== undefined) return file;
  throw new ClientError(
    'badInput',
    `${shownPath(file)}: its ending does not say what it is. There are .csv, .tsv, .jsonl, .ndjson and .parquet; or name a folder.`,
  );
}

async function nothingIn(folder: string): Promise<ClientError> {
  const pictures = await findPictures(folder);
  const found = pictures.length === 0 ? 'no table' : `${pictures.length} pictures and no table`;
  return new ClientError(
    'badInput',
    `There is ${found} in ${shownPath(folder) || '.'}: no .csv, .tsv, .jsonl, .ndjson or .parquet, nor in the folders below it. Name a file or folder, or put a table beside your pictures, with a column of their names and one of the answers.`,
  );
}

async function lookAtTables(
  tables: Tables,
  { dataDirectory, name, reading }: { dataDirectory: string; name: string; reading: Reading },
): Promise<DataLook> {
  const nameIn = (file: string) => path.relative(dataDirectory, file).split(path.sep).join('/');
  const all = Object.values(tables).flat();
  const look: Omit<DataLook, 'table'> = { name, files: {}, rows: {}, reading, looked: 0, unreadable: { count: 0 } };
  const seen: SeenTable[] = [];
  for (const [part, files = []] of Object.entries(tables) as [keyof Files, string[]][]) {
    look.files[part] = patternFor(files.map(nameIn), all.filter((file) => !files.includes(file)).map(nameIn));
    for (const file of files) {
      const one = await lookAtFile(file, nameIn(file), reading);
      seen.push(one);
      add(look, part, one);
    }
  }
  if (look.looked === 0) throw noRow(look, nameIn(all[0] ?? ''));
  const columns = joined(seen);
  if (seen.every(({ isChat }) => isChat))
    return { ...look, kind: 'chat', table: { columns, pictures: indexPictures([]) } };
  return { ...look, table: { columns, pictures: indexPictures(await picturesOf(all, dataDirectory)) } };
}

async function lookAtFile(file: string, name: string, reading: Reading): Promise<SeenTable> {
  const opened = await openDataFile(file, name);
  try {
    return await lookAtTable(opened, reading);
  } finally {
    await opened.close();
  }
}

function add(look: Omit<DataLook, 'table'>, part: keyof Files, { rows, looked, unreadable }: SeenTable): void {
  look.looked += looked;
  look.rows[part] = (look.rows[part] ?? 0) + rows;
  const first = look.unreadable.first ?? unreadable.first;
  look.unreadable = { count: look.unreadable.count + unreadable.count, ...(first !== undefined && { first }) };
}

function patternFor(files: readonly string[], others: readonly string[]): string {
  const pattern = patternOf(files, others);
  if (pattern !== undefined) return pattern;
  throw new ClientError(
    'badInput',
    `No one pattern stands for ${files.slice(0, 5).join(', ')} and for nothing else there. Put them into a folder of their own.`,
  );
}

function noRow({ unreadable }: Pick<DataLook, 'unreadable'>, name: string): ClientError {
  const why = unreadable.first ?? `${name} has no row`;
  return new ClientError('badInput', `There is no row that can be read: ${why}${why.endsWith('.') ? '' : '.'}`);
}

/** The columns of all files, in the order of the first that has them. */
function joined(tables: readonly SeenTable[]): Column[] {
  const names = new Set(tables.flatMap(({ columns }) => columns.map(({ name }) => name)));
  return [...names].map((name) => ({
    name,
    cells: tables.flatMap(({ columns, looked }) => {
      const own = columns.find((column) => column.name === name);
      return own?.cells ?? Array.from({ length: looked }, () => ({ is: 'nothing' }) as const);
    }),
  }));
}

/** From the folders of the tables, where pictures are looked for first; else from the data folder. */
async function picturesOf(tables: readonly string[], dataDirectory: string): Promise<string[]> {
  const folders = [...new Set(tables.map((file) => path.dirname(file)))];
  const near = (await Promise.all(folders.map(findPictures))).flat();
  return near.length > 0 ? near : await findPictures(dataDirectory);
}
