import { type Cell, readCell } from '../../domain/proposal/cell.ts';
import type { Column } from '../../domain/proposal/column-facts.ts';
import { Undecided } from '../../domain/proposal/undecided.ts';

/** Rows that are kept of a table, spread over all of it, since data is often sorted: so many, or up to twice as many. */
const kept = 2500;

/** Columns of a table at most: lines of JSON whose names are values, such as ids, would fill the memory. */
const mostColumns = 2000;

const nothing: Cell = { is: 'nothing' };

/** Rows of a table whose number is not known yet: every second, fourth, … of them, the more there are. */
export interface Sample {
  due: { has(row: number): boolean };
  add(row: number, values: Readonly<Record<string, unknown>>): void;
  addUnreadable(why: string): void;
  seen(): { looked: number; columns: Column[]; unreadable: { count: number; first?: string } };
}

/**
 * Each record of JSON Lines has columns of its own: those are added to the ones that are known. Throws {@link Undecided}
 * where there are too many.
 */
export function openSample(columns: readonly string[]): Sample {
  let every = 1;
  let rows: number[] = [];
  const cells = new Map<string, Cell[]>(columns.map((name) => [name, []]));
  requireFew(cells.size);
  const unreadable: { count: number; first?: string } = { count: 0 };

  /** Leaves every second row out. */
  function thin(): void {
    every *= 2;
    const stay = rows.map((row) => row % every === 0);
    rows = rows.filter((_, at) => stay[at]);
    for (const [name, own] of cells)
      cells.set(
        name,
        stay.flatMap((stays, at) => (stays ? (own[at] ?? nothing) : [])),
      );
  }

  return {
    due: { has: (row) => row % every === 0 },
    add(row, values) {
      if (row % every !== 0) return;
      for (const [name, value] of Object.entries(values)) {
        const own = cells.get(name) ?? [];
        cells.set(name, own);
        while (own.length < rows.length) own.push(nothing);
        own.push(readCell(value));
      }
      requireFew(cells.size);
      if (rows.push(row) > 2 * kept) thin();
    },
    addUnreadable(why) {
      unreadable.count += 1;
      unreadable.first ??= why;
    },
    seen: () => ({
      looked: rows.length,
      unreadable,
      columns: [...cells].map(([name, own]) => ({
        name,
        cells: [...own, ...Array.from({ length: rows.length - own.length }, () => nothing)],
      })),
    }),
  };
}

function requireFew(columns: number): void {
  if (columns <= mostColumns) return;
  throw new Undecided(
    `There are more than ${mostColumns} columns, too many to choose from. Keep those that ask, answer and show, or write the spec by hand (docs/run-spec.md).`,
  );
}
