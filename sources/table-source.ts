import { answerColumns, imageColumns, imagesNamed, valueColumns } from '../domain/data/columns.ts';
import { withoutSecretQueries } from '../domain/data/secret-queries.ts';
import type { DataSpec } from '../domain/spec/run-spec.ts';
import { isTableKind } from '../domain/spec/table-kinds.ts';
import { needsLabels } from '../domain/stored/agreement.ts';
import type { DataFile } from './data-file.ts';
import type { DataFiles } from './data-files.ts';
import { unnamedPictures } from './folders/unnamed-pictures.ts';
import { type ImagesByAddress, nothingFetched } from './images-by-address.ts';
import { type ImagesOfRow, type RowImages, rowImages } from './row-images.ts';
import { type BytesRead, type DataSource, InputError, type Part, type SourceFile, type SourceRow } from './source.ts';
import { openTable } from './tables/open-table.ts';
import type { Table, TableRecord } from './tables/table.ts';

interface OpenedFile {
  table: Table;
  images: RowImages;
  /** Counted when asked for, since who reads a file counts it, too. */
  rows(): Promise<number>;
  /** Those of the wanted ones that it has. */
  columns: readonly string[];
}

/** Questions, answers and images of tables: files of CSV, JSON Lines, Parquet or Arrow, and the image files that they name. */
export function createTableSource(
  dataDirectory: string,
  files: DataFiles,
  data: DataSpec,
  fetched: ImagesByAddress = nothingFetched,
): DataSource {
  const opened = new Map<Part, Promise<OpenedFile[]>>();
  const images = new Map<DataFile, RowImages>();
  const { kind, ...others } = data.source;
  const reading = isTableKind(kind) ? { kind, ...others } : others;
  const wanted = [...new Set([...imageColumns(data), ...valueColumns(data)])];

  function filesOf(split: Part): Promise<OpenedFile[]> {
    const known = opened.get(split) ?? openFiles(split);
    opened.set(split, known);
    return known;
  }

  async function openFiles(split: Part): Promise<OpenedFile[]> {
    if (!has(split)) throw new InputError(`data.source.${split} is missing`);
    const mayBeMissing = needsLabels(split, data) ? [] : answerColumns(data);
    const all: OpenedFile[] = [];
    for (const file of await files.of(split)) all.push(await open(file, mayBeMissing));
    return all;
  }

  async function open(file: DataFile, mayBeMissing: readonly string[]): Promise<OpenedFile> {
    if (file.as?.pictures && imageColumns(data).length === 0) throw noPictures(file.as.pictures.name);
    const table = openTable(file, reading);
    const columns = await columnsOf(file.name, table, wanted, mayBeMissing);
    return { table, images: imagesOf(file), rows: () => table.count(), columns };
  }

  function openImages(file: DataFile): RowImages {
    const addressed = { spec: data.images, fetched };
    return rowImages(dataDirectory, file, openTable(file, reading), imagesNamed(data), addressed);
  }

  function imagesOf(file: DataFile): RowImages {
    const known = images.get(file) ?? openImages(file);
    images.set(file, known);
    return known;
  }

  function has(split: Part): boolean {
    return data.source[split] !== undefined;
  }

  return {
    has,
    count: async (split) => {
      let sum = 0;
      for (const { rows } of await filesOf(split)) sum += await rows();
      return sum;
    },
    files: async (onProgress = () => undefined) => {
      const described = await files.describe(onProgress);
      return [...described, ...(await describeImages(described, onProgress))];
    },
    async *read(split, positions) {
      let first = 0;
      const named = valueColumns(data);
      for (const { table, images, rows, columns } of await filesOf(split)) {
        const start = first;
        const due = { has: (row: number) => positions.has(start + row) };
        for await (const record of table.records({ rows: due, columns, badRecords: 'give' })) {
          yield toSourceRow(record, start + record.row, await images.of(record.values), data, named);
        }
        first += await rows();
      }
    },
    beside: async (split) => {
      const unnamed = await unnamedPictures(await files.of(split), (file) => openTable(file, reading));
      return unnamed.length === 0 ? {} : { [unnamedWords(unnamed)]: unnamed.length };
    },
    requireUnchanged: files.requireUnchanged,
    close: files.close,
  };

  /** The image files that each table names, as one source beside it: a hundred thousand of them would fill every report. */
  async function describeImages(
    described: readonly SourceFile[],
    onProgress: (progress: BytesRead) => void,
  ): Promise<SourceFile[]> {
    if (imageColumns(data).length === 0) return [];
    const found: SourceFile[] = [];
    const bytes = described.reduce((sum, file) => sum + file.bytes, 0);
    const progress = { done: bytes, total: bytes };
    const onBytes = (more: number) => {
      progress.done += more;
      progress.total = progress.done;
      onProgress(progress);
    };
    for (const split of new Set(described.map((file) => file.split))) {
      for (const file of await files.of(split)) {
        const pinned = await imagesOf(file).pin(onBytes);
        if (pinned) found.push({ path: `images of ${file.name}`, split, ...pinned });
      }
    }
    return found;
  }
}

function noPictures(folder: string): InputError {
  return new InputError(
    `${folder} is a folder of pictures, and the spec shows none of them. Say data.columns.image: image.`,
  );
}

/** Pictures that a message names. */
const shown = 3;

function unnamedWords(pictures: readonly string[]): string {
  const more = pictures.length - shown;
  const some = pictures.slice(0, shown).map((picture) => JSON.stringify(picture.slice(-100)));
  return `picture that no metadata names (${some.join(', ')}${more > 0 ? ` and ${more} more` : ''})`;
}

/** The wanted columns that a table has; throws where one is missing. */
async function columnsOf(
  name: string,
  table: Table,
  wanted: readonly string[],
  mayBeMissing: readonly string[],
): Promise<readonly string[]> {
  const columns = await table.columns();
  if (columns === undefined) {
    // Each record of JSON Lines has columns of its own.
    await refuseConversations(name, table, wanted);
    return wanted;
  }
  const missing = wanted.find((column) => !columns.includes(column) && !mayBeMissing.includes(column));
  if (missing !== undefined) {
    const there = columns.filter((column) => column !== '').join(', ');
    const lists = missing === 'questions' || missing === 'answers';
    const one = lists ? ' For one question a row that is question and answer.' : '';
    throw new InputError(
      `${name}: column ${JSON.stringify(missing)} is missing. It has ${there}. Name yours under data.columns.${one}`,
    );
  }
  return wanted.filter((column) => columns.includes(column));
}

/** What was uploaded for fine-tuning has the ending of JSON Lines too. */
async function refuseConversations(name: string, table: Table, wanted: readonly string[]): Promise<void> {
  for await (const { values } of table.records({ badRecords: 'give' })) {
    if (!('messages' in values) || wanted.some((column) => column in values)) return;
    throw new InputError(`${name} holds conversations (messages). Set data.source.kind: chat.`);
  }
}

function toSourceRow(
  { where, values, problem: unread }: TableRecord,
  position: number,
  { problem, ...images }: ImagesOfRow,
  data: DataSpec,
  named: readonly string[],
): SourceRow {
  const { questions = '', answers = '' } = data.columns;
  // The record as it is would keep its images alive for as long as its slices are needed.
  const ofImages = imageColumns(data);
  const held = (name: string) => withoutSecretQueries(values[name], data.images, ofImages.includes(name));
  const columns = Object.fromEntries(named.map((name) => [name, held(name)]));
  const row = { position, where, ...images, questions: held(questions), answers: held(answers), columns };
  if (unread !== undefined) return { ...row, problem: { why: unread.replace(/\.$/, ''), reason: 'unreadable line' } };
  return problem ? { ...row, problem } : row;
}
