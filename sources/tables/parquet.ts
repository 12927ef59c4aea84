import { type FileMetaData, parquetSchema } from 'hyparquet';
import type { DataFile } from '../data-file.ts';
import { InputError } from '../source.ts';
import { namesOfLabels } from './class-labels.ts';
import { type FormatReader, openDecoded } from './decoded-table.ts';
import { columnReader } from './plain-value.ts';
import type { Table } from './table.ts';

/** The rows of a Parquet file, one row group at a time; `patience` in seconds, see {@link openDecoded}. */
export function openParquet(file: DataFile, patience?: number): Table {
  return openDecoded(parquet, file, patience);
}

const parquet: FormatReader<'parquet'> = {
  format: 'parquet',
  layout(metadata, { name }) {
    requireSameCount(name, metadata);
    const labels = namesOfLabels(metadata.key_value_metadata);
    const columns = parquetSchema(metadata).children.map(({ element }) => element);
    return {
      readers: new Map(columns.map((column) => [column.name, columnReader(column, labels[column.name])])),
      groups: metadata.row_groups.map(({ num_rows: rows }) => Number(rows)),
      embeds: isEmbedded(metadata),
    };
  },
  wrong: notParquet,
};

/** Rows are counted by the one and read by the other. */
function requireSameCount(name: string, { num_rows: told, row_groups: groups }: FileMetaData): void {
  const held = groups.reduce((sum, { num_rows: rows }) => sum + rows, 0n);
  if (held === told) return;
  const counts = `says ${told} rows, and its row groups hold ${held}`;
  throw new InputError(`${name} contradicts itself: its footer ${counts}. Write the file anew.`);
}

/** What is wrong, and what to do by the ending of the file's name. */
function notParquet(name: string): string {
  const wrong = 'is not a Parquet file';
  if (name.endsWith('.parquet')) return wrong;
  return name.endsWith('.arrow')
    ? `${wrong}. Set kind: arrow.`
    : `${wrong}. Set kind: csv or kind: jsonl where it is that.`;
}

/** Whether a column holds bytes and no texts, or structs of which the file says that each has its `bytes`. */
function isEmbedded(metadata: FileMetaData) {
  const columns = parquetSchema(metadata).children.map(({ element }) => element);
  const ofBytes = columns.filter(({ type, converted_type: meaning }) => type === 'BYTE_ARRAY' && meaning !== 'UTF8');
  return (name: string): boolean =>
    ofBytes.some((column) => column.name === name) ||
    metadata.row_groups.every((group) =>
      group.columns.some(({ meta_data: leaf }) => {
        const [column, ...path] = leaf?.path_in_schema ?? [];
        return column === name && path.at(-1) === 'bytes' && leaf?.statistics?.null_count === 0n;
      }),
    );
}
