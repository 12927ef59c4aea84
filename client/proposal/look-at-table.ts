import { type Cell, readCell } from '../../domain/proposal/cell.ts';
import type { Column } from '../../domain/proposal/column-facts.ts';
import { requireHeader } from '../../domain/proposal/header.ts';
import { kindOfFile } from '../../domain/spec/table-kinds.ts';
import { readChatLine } from '../../sources/chat/chat-line.ts';
import { openDataFile } from '../../sources/data-file.ts';
import { openTable } from '../../sources/tables/open-table.ts';
import type { Table } from '../../sources/tables/table.ts';

/** Rows of a file that are looked at, spread over all of it: data is often sorted. */
const mostLooked = 5000;

/** What was seen of a file. */
export interface SeenTable {
  rows: number;
  looked: number;
  /** Lines that cannot be read, of those that were looked at. */
  unreadable: number;
  columns: Column[];
  /** Whether its rows are conversations, of which the column `answer` is what the assistant said last. */
  isChat: boolean;
}

/** Looks at rows of a table. Throws `InputError` where it is none, `Undecided` where its first line names no columns. */
export async function lookAtTable(path: string, name: string): Promise<SeenTable> {
  const file = await openDataFile(path, name);
  try {
    const table = openTable(file);
    const named = await table.columns();
    if (named && kindOfFile(path) === 'csv') requireHeader(named);
    return await lookAtRows(table, named);
  } finally {
    await file.close();
  }
}

async function lookAtRows(table: Table, named: readonly string[] | undefined): Promise<SeenTable> {
  const rows = await table.count();
  const every = Math.max(1, Math.ceil(rows / mostLooked));
  const columns = named && (await withoutBytes(table, named));
  const cells = new Map<string, Cell[]>((columns?.all ?? []).map((name) => [name, []]));
  const seen = { rows, looked: 0, unreadable: 0, isChat: false };
  const due = { has: (row: number) => row % every === 0 };
  for await (const { values, problem } of table.records({
    rows: due,
    badRecords: 'give',
    ...(columns && { columns: columns.read }),
  })) {
    if (problem !== undefined) seen.unreadable += 1;
    else {
      const said = named === undefined ? lastSaid(values) : undefined;
      if (said) seen.isChat = true;
      addRow(cells, said ?? { ...columns?.images, ...values }, seen.looked++);
    }
  }
  return { ...seen, columns: [...cells].map(([name, own]) => ({ name, cells: padded(own, seen.looked) })) };
}

/** Of a conversation what the assistant said last; undefined of another row. */
function lastSaid(values: Readonly<Record<string, unknown>>): { answer: unknown } | undefined {
  if (!Array.isArray(values['messages'])) return undefined;
  const line = readChatLine(values);
  return 'why' in line ? undefined : { answer: line.target };
}

/** Each record of JSON Lines has columns of its own, and those before may not have had this one. */
function addRow(cells: Map<string, Cell[]>, values: Readonly<Record<string, unknown>>, row: number): void {
  for (const [name, value] of Object.entries(values)) {
    const own = cells.get(name) ?? [];
    cells.set(name, own);
    while (own.length < row) own.push({ is: 'nothing' });
    own.push(readCell(value));
  }
}

function padded(cells: Cell[], rows: number): Cell[] {
  return [...cells, ...Array.from({ length: rows - cells.length }, (): Cell => ({ is: 'nothing' }))];
}

/** Columns of images by their first row: the bytes of all would take long to read, and tell no more. */
async function withoutBytes(table: Table, named: readonly string[]) {
  const images: Record<string, unknown> = {};
  const all = named.filter((name) => name !== '');
  if (table.embeds) {
    for await (const { values } of table.records({ rows: { has: (row) => row === 0 } })) {
      for (const [name, value] of Object.entries(values)) {
        const cell = readCell(value);
        if (cell.is === 'image' || (cell.is === 'list' && cell.of === 'image')) images[name] = value;
      }
    }
  }
  return { all, images, read: all.filter((name) => !Object.hasOwn(images, name)) };
}
