import { kindOfFile, type TableKind, tableKinds } from '../../domain/spec/table-kinds.ts';
import type { DataFile } from '../data-file.ts';
import { picturesTable } from '../folders/pictures-table.ts';
import { InputError } from '../source.ts';
import { openArrow } from './arrow.ts';
import { openCsv } from './csv.ts';
import { openJsonLines } from './json-lines.ts';
import { openParquet } from './parquet.ts';
import type { Table } from './table.ts';

/** How a file is to be read, where it does not say so itself. */
export interface TableOptions {
  /** Default: what the file's ending says. */
  kind?: TableKind | undefined;
  /** Of CSV; default: the one of `,`, `;`, tab and `|` that its first records tell. */
  delimiter?: string | undefined;
  /** Of CSV and JSON Lines, by a name that `TextDecoder` knows; default: UTF-8. */
  encoding?: string | undefined;
  /** Bytes that a line of JSON or a record of CSV may have; default: {@link defaultMaxLine}. */
  maxLine?: number | undefined;
}

/** 64 MB: a line with a few images in it. */
export const defaultMaxLine = 64_000_000;

/** The records of a data file, which stays the caller's to close. */
export function openTable(file: DataFile, options: TableOptions = {}): Table {
  const table = openPlainTable(file, file.as?.kind ?? options.kind ?? kindOfFile(file.path), options);
  return file.as?.pictures ? picturesTable(table, file, file.as.pictures) : table;
}

function openPlainTable(file: DataFile, kind: TableKind | undefined, options: TableOptions): Table {
  const { delimiter, encoding = 'utf-8', maxLine = defaultMaxLine } = options;
  switch (kind) {
    case 'csv':
      return openCsv(file, { delimiter, encoding, maxLine });
    case 'jsonl':
      return openJsonLines(file, { encoding, maxLine });
    case 'parquet':
      return openParquet(file);
    case 'arrow':
      return openArrow(file);
    case undefined:
      throw new InputError(
        `${file.name}: its ending does not say what it is. Set kind to one of ${tableKinds.join(', ')}.`,
      );
    default:
      return kind satisfies never;
  }
}
