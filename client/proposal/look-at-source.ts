import path from 'node:path';
import type { Files } from '../../domain/proposal/choose-splits.ts';
import type { Column } from '../../domain/proposal/column-facts.ts';
import { indexPictures } from '../../domain/proposal/pictures.ts';
import type { DataLook, NamedSource, Reading } from '../../domain/proposal/proposal.ts';
import type { DataFile } from '../../sources/data-file.ts';
import type { DataFiles } from '../../sources/data-files.ts';
import { ClientError } from '../program/client-error.ts';
import { findPictures } from './find-pictures.ts';
import { lookAtTable, type SeenTable } from './look-at-table.ts';

/** What is looked at, and how. */
export interface Looking {
  /** For the name of the run. */
  name: string;
  source: NamedSource;
  reading: Reading;
  /** Where pictures may lie that tables name; absent of what is not here. */
  dataDirectory?: string;
  /** Rows at the beginning of a file to which a look is kept. */
  mostRows?: number;
}

/** Looks at all files of a source. Throws `InputError`, `Undecided`, and a {@link ClientError} where no row can be read. */
export async function lookAtSource(opened: Pick<DataFiles, 'of'>, looking: Looking): Promise<DataLook> {
  const { name, source, reading } = looking;
  const look: Omit<DataLook, 'table'> = { name, ...source, rows: {}, reading, looked: 0, unreadable: { count: 0 } };
  const files: DataFile[] = [];
  const seen: SeenTable[] = [];
  for (const part of Object.keys(source.files) as (keyof Files)[]) {
    for (const file of await opened.of(part)) {
      const one = await lookAtTable(file, { ...reading, mostRows: looking.mostRows });
      files.push(file);
      seen.push(one);
      add(look, part, one);
    }
  }
  if (look.looked === 0) throw noRow(look, files[0]?.name ?? name);
  const columns = joined(seen);
  if (seen.every(({ isChat }) => isChat))
    return { ...look, kind: 'chat', table: { columns, pictures: indexPictures([]) } };
  return { ...look, table: { columns, pictures: indexPictures(await picturesOf(files, looking)) } };
}

function add(look: Omit<DataLook, 'table'>, part: keyof Files, { rows, looked, unreadable }: SeenTable): void {
  look.looked += looked;
  look.rows[part] = (look.rows[part] ?? 0) + rows;
  const first = look.unreadable.first ?? unreadable.first;
  look.unreadable = { count: look.unreadable.count + unreadable.count, ...(first !== undefined && { first }) };
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
async function picturesOf(tables: readonly DataFile[], { dataDirectory }: Looking): Promise<string[]> {
  if (dataDirectory === undefined) return [];
  const folders = [...new Set(tables.map((file) => path.dirname(file.path)))];
  const near = (await Promise.all(folders.map(findPictures))).flat();
  return near.length > 0 ? near : await findPictures(dataDirectory);
}
