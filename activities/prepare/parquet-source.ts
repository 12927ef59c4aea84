import {
  type AsyncBuffer,
  asyncBufferFromFile,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import type { DataSpec } from '../../domain/run-spec.ts';
import type { Split } from '../../domain/sample.ts';
import { describeFile, findDataFiles } from './data-files.ts';
import { type DataSource, InputError, type SourceImage } from './source.ts';

const splits = ['train', 'validation', 'test'] as const;

interface ParquetFile {
  path: string;
  buffer: AsyncBuffer;
  metadata: FileMetaData;
  rows: number;
}

/** Reads Parquet files with OCR-VQA's columns, one row group at a time and only the columns that are needed. */
export function createParquetSource(dataDirectory: string, data: DataSpec, open = asyncBufferFromFile): DataSource {
  const opened = new Map<Split, Promise<ParquetFile[]>>();
  const wanted = columnsOf(data);

  function filesOf(split: Split): Promise<ParquetFile[]> {
    const files = opened.get(split) ?? openFiles(split);
    opened.set(split, files);
    return files;
  }

  async function openFiles(split: Split): Promise<ParquetFile[]> {
    const pattern = data.source[split];
    if (pattern === undefined) throw new InputError(`data.source.${split} is missing`);
    const paths = await findDataFiles(dataDirectory, pattern);
    return Promise.all(paths.map((path) => openFile(path, wanted, open)));
  }

  return {
    has: (split) => data.source[split] !== undefined,
    count: async (split) => (await filesOf(split)).reduce((sum, { rows }) => sum + rows, 0),
    files: async () => {
      const described = splits
        .filter((split) => data.source[split] !== undefined)
        .map(async (split) => {
          const files = await filesOf(split);
          return Promise.all(files.map(({ path }) => describeFile(dataDirectory, path, split)));
        });
      return (await Promise.all(described)).flat();
    },
    async *read(split, positions) {
      let start = 0;
      for (const file of await filesOf(split)) {
        yield* readFile(file, start, positions, wanted, data);
        start += file.rows;
      }
    },
  };
}

/** The image, the two lists, and the columns that slices are made of. */
function columnsOf({ columns, slices }: DataSpec): string[] {
  const extra = Object.values(slices).flatMap((slice) => ('column' in slice ? [slice.column] : []));
  return [...new Set([columns.image, columns.questions, columns.answers, ...extra])];
}

async function openFile(
  path: string,
  wanted: readonly string[],
  open: typeof asyncBufferFromFile,
): Promise<ParquetFile> {
  const buffer = await open(path);
  const metadata = await parquetMetadataAsync(buffer).catch(() => {
    throw new InputError(`${path} is not a Parquet file`);
  });
  const columns = parquetSchema(metadata).children.map(({ element }) => element.name);
  for (const name of wanted) {
    if (!columns.includes(name)) {
      throw new InputError(
        `${path}: column ${JSON.stringify(name)} is missing. It has ${columns.join(', ')}. Name yours under data.columns.`,
      );
    }
  }
  return { path, buffer, metadata, rows: Number(metadata.num_rows) };
}

async function* readFile(
  { path, buffer, metadata }: ParquetFile,
  firstPosition: number,
  positions: ReadonlySet<number>,
  columns: string[],
  data: DataSpec,
): AsyncGenerator<SourceImage> {
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    const rowEnd = rowStart + Number(group.num_rows);
    const due = range(firstPosition + rowStart, firstPosition + rowEnd).filter((position) => positions.has(position));
    if (due.length > 0) {
      // Without utf8 off, image bytes would be decoded as if they were text.
      const rows = await parquetReadObjects({
        file: buffer,
        metadata,
        columns,
        rowStart,
        rowEnd,
        compressors,
        utf8: false,
      });
      for (const position of due)
        yield toSourceImage(rows[position - firstPosition - rowStart] ?? {}, position, path, data);
    }
    rowStart = rowEnd;
  }
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

function toSourceImage(
  row: Record<string, unknown>,
  position: number,
  path: string,
  { columns }: DataSpec,
): SourceImage {
  const image = row[columns.image];
  const bytes = image instanceof Uint8Array ? image : (image as { bytes?: unknown } | null)?.bytes;
  if (!(bytes instanceof Uint8Array)) {
    throw new InputError(`${path} row ${position}: column ${JSON.stringify(columns.image)} holds no image bytes`);
  }
  return { position, bytes, questions: row[columns.questions], answers: row[columns.answers], columns: row };
}
