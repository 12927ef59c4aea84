import { columnsIn, textParts } from '../domain/data/columns.ts';
import { valueText } from '../domain/data/value-text.ts';
import type { ImagesSpec } from '../domain/spec/image-hosts.ts';
import type { DataFile } from './data-file.ts';
import { fromBase64, type ImageCell, readImageCell } from './image-cells.ts';
import { openImageFiles } from './image-files.ts';
import { allowedAddress, type ImagesByAddress } from './images-by-address.ts';
import { InputError, type SourceRow } from './source.ts';
import type { Table, TableRecord } from './tables/table.ts';

type Problem = NonNullable<SourceRow['problem']>;

/** The images of the rows of a table. */
export interface RowImages {
  /** Hashes all image files that its rows name, once; undefined where there are none. */
  pin(onBytes?: (bytes: number) => void): Promise<{ bytes: number; sha256: string } | undefined>;
  /** Those of a row, in order, or what is wrong with them; those that are yet to be fetched as addresses. */
  of(values: TableRecord['values']): Promise<ImagesOfRow>;
}

/** The images of a row. */
export type ImagesOfRow = Pick<SourceRow, 'addresses' | 'problem'> & { images: Uint8Array[] };

/** What images that are named by addresses may be, and what has been fetched of them. */
export interface Addressed {
  spec: ImagesSpec | undefined;
  fetched: ImagesByAddress;
}

/** Those that columns hold, or that texts with columns name. */
export function rowImages(
  dataDirectory: string,
  file: DataFile,
  table: Table,
  named: readonly string[],
  addressed: Addressed,
): RowImages {
  const columns = named.flatMap(columnsIn);
  const files = openImageFiles(dataDirectory, file);
  let pinning: Promise<void> | undefined;

  async function pinAll(onBytes: (bytes: number) => void): Promise<void> {
    if (columns.length === 0 || (await table.embeds?.(columns))) return;
    for await (const { values } of table.records({ columns, badRecords: 'give' })) {
      for (const { cell } of cellsOf(values, named)) if ('file' in cell) await files.pin(cell.file, onBytes);
    }
  }

  function pinOnce(onBytes: (bytes: number) => void = () => undefined): Promise<void> {
    pinning ??= pinAll(onBytes);
    return pinning;
  }

  async function contentOf(cell: ImageCell) {
    if ('base64' in cell) return fromBase64(cell.base64);
    if ('address' in cell) return contentAt(cell.address, addressed);
    if (!('file' in cell)) return cell;
    await pinOnce();
    return files.read(cell.file);
  }

  async function of(values: TableRecord['values']): Promise<ImagesOfRow> {
    const images: Uint8Array[] = [];
    const addresses: URL[] = [];
    for (const { column, cell } of cellsOf(values, named)) {
      const read = await contentOf(cell);
      if ('bytes' in read) images.push(read.bytes);
      else if (read instanceof URL) addresses.push(read);
      else return { images: [], problem: problemOf(column, read) };
    }
    return addresses.length > 0 ? { images, addresses } : { images };
  }

  return {
    pin: async (onBytes) => {
      await pinOnce(onBytes).catch((error: unknown) => {
        // Who reads the rows will say it, if anybody needs them.
        if (!(error instanceof InputError)) throw error;
      });
      return files.pinned();
    },
    of,
  };
}

/** What an address gave, or itself where nobody has fetched it. */
export async function contentAt(
  text: string,
  { spec, fetched }: Addressed,
): Promise<{ bytes: Uint8Array } | { problem: string } | URL> {
  const address = allowedAddress(spec, text);
  return address instanceof URL ? ((await fetched.at(address)) ?? address) : address;
}

interface NamedCell {
  column: string;
  cell: ImageCell;
}

/** The cells of a row, in order: one where one column is named that holds no list, else those that hold anything. */
function cellsOf(values: TableRecord['values'], named: readonly string[]): NamedCell[] {
  const held = named.map((column) => ({ column, value: heldAt(values, column) }));
  const isOne = held.length === 1 && !Array.isArray(held[0]?.value);
  const cells = held.flatMap(({ column, value }) =>
    [value].flat().map((cell) => ({ column, cell: readImageCell(cell) })),
  );
  return isOne ? cells : cells.filter(({ cell }) => !('nothing' in cell));
}

/** What a column holds, or the name that a text makes of columns; nothing where one of them says nothing. */
function heldAt(values: TableRecord['values'], named: string): unknown {
  if (columnsIn(named)[0] === named) return values[named];
  const parts = textParts(named).map((part, index) => ({ isColumn: index % 2 === 1, part }));
  const filled = parts.map(({ isColumn, part }) => (isColumn ? textIn(values[part]) : part));
  return parts.some(({ isColumn }, index) => isColumn && filled[index] === '') ? null : filled.join('');
}

function textIn(value: unknown): string {
  const read = valueText(value);
  return 'text' in read ? read.text : '';
}

function problemOf(column: string, cell: { problem: string } | { nothing: true }): Problem {
  const named = JSON.stringify(column);
  return 'problem' in cell
    ? { why: `${named} ${cell.problem}`, reason: 'unreadable image' }
    : { why: `${named} holds no image`, reason: 'missing image' };
}
