import { readCell } from '../../domain/proposal/cell.ts';
import type { Column } from '../../domain/proposal/column-facts.ts';
import { requireHeader } from '../../domain/proposal/header.ts';
import { Undecided } from '../../domain/proposal/undecided.ts';
import { kindOfFile } from '../../domain/spec/table-kinds.ts';
import { readChatLine } from '../../sources/chat/chat-line.ts';
import type { DataFile } from '../../sources/data-file.ts';
import { openTable, type TableOptions } from '../../sources/tables/open-table.ts';
import type { Table } from '../../sources/tables/table.ts';
import { openSample } from './sample.ts';

/** What was seen of a file. */
export interface SeenTable {
  rows: number;
  /** Rows that were looked at. */
  looked: number;
  columns: Column[];
  /** Why lines cannot be read that were looked at, the first of them, and how many there are. */
  unreadable: { count: number; first?: string };
  /** Whether its rows are conversations, of which the column `answer` is what the assistant said last. */
  isChat: boolean;
}

/** Looks at rows of a table. Throws `InputError` where it is none, `Undecided` where its first line names no columns. */
export async function lookAtTable(
  file: DataFile,
  { mostRows, ...options }: TableOptions & { mostRows?: number | undefined } = {},
): Promise<SeenTable> {
  const kind = kindOfFile(file.path);
  if (kind === 'csv' || kind === 'jsonl') await requireText(file);
  const table = openTable(file, options);
  const named = (await table.columns())?.filter((name) => name !== '');
  if (named && kind === 'csv') requireHeader(named);
  return lookAtRows(table, named, mostRows);
}

/** Bytes at the beginning that are looked at. */
const beginning = 4096;

/** A zero byte stands in no text but UTF-16, which begins with a mark, or is read as what somebody has named. */
async function requireText(file: DataFile): Promise<void> {
  const bytes = new Uint8Array(await file.slice(0, Math.min(beginning, file.bytes)));
  const hasMark = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (bytes.includes(0) && !hasMark)
    throw new Undecided(`${file.name} holds bytes that are no text, whatever its ending says.`);
}

async function lookAtRows(
  table: Table,
  named: readonly string[] | undefined,
  mostRows = Number.POSITIVE_INFINITY,
): Promise<SeenTable> {
  const columns = named && (await withoutBytes(table, named));
  const sample = openSample(columns?.all ?? []);
  let isChat = false;
  for await (const { where, row, values, problem } of table.records({
    rows: { has: (row) => row < mostRows && sample.due.has(row) },
    badRecords: 'give',
    ...(columns && { columns: columns.read }),
  })) {
    if (problem !== undefined) sample.addUnreadable(`${where} ${problem}`);
    else {
      const said = named === undefined ? lastSaid(values) : undefined;
      isChat ||= said !== undefined;
      sample.add(row, said ?? { ...columns?.images, ...values });
    }
  }
  return { ...sample.seen(), rows: await table.count(), isChat };
}

/** Of a conversation what the assistant said last; undefined of another row. */
function lastSaid(values: Readonly<Record<string, unknown>>): { answer: unknown } | undefined {
  if (!Array.isArray(values['messages'])) return undefined;
  const line = readChatLine(values);
  return 'why' in line ? undefined : { answer: line.target };
}

/** Stands for bytes that are not read. */
const unread = new Uint8Array(1);

/** Columns of images by what the file says of them, or by their first row: the bytes of all would take long to read. */
async function withoutBytes(table: Table, all: readonly string[]) {
  const images: Record<string, unknown> = {};
  if (table.embeds) {
    for (const name of all) if (await table.embeds([name])) images[name] = unread;
    const columns = all.filter((name) => !Object.hasOwn(images, name));
    for await (const { values } of table.records({ rows: { has: (row) => row === 0 }, columns })) {
      for (const [name, value] of Object.entries(values)) {
        const cell = readCell(value);
        if (cell.is === 'image' || (cell.is === 'list' && cell.of === 'image')) images[name] = value;
      }
    }
  }
  return { all, images, read: all.filter((name) => !Object.hasOwn(images, name)) };
}
