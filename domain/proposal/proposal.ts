import type { SourceKind } from '../spec/source-spec.ts';
import { type ChosenColumns, chooseColumns } from './choose-columns.ts';
import { type ChosenScoring, chooseScoring } from './choose-scoring.ts';
import { type ChosenSplits, chooseSplits, type Files, splitColumn } from './choose-splits.ts';
import { factsOf } from './column-facts.ts';
import type { Said, TableLook } from './table-look.ts';

/** How text is read, where a person has said it. */
export interface Reading {
  delimiter?: string | undefined;
  encoding?: string | undefined;
}

/** Where data lies, as a spec says it. */
export interface NamedSource {
  /** Where the names of the files do not say it. */
  kind?: SourceKind | undefined;
  /** On a hub: `owner/name`. */
  set?: string;
  files: Files;
}

/** What data was found and seen of it. */
export interface DataLook extends NamedSource {
  /** For the name of the run. */
  name: string;
  rows: Partial<Record<keyof Files, number>>;
  /** Rows that were looked at. */
  looked: number;
  /** Lines that could not be read, of those that were looked at. */
  unreadable: { count: number; first?: string };
  reading: Reading;
  table: TableLook;
}

/** A spec before it is written, with why it is as it is. */
export interface Proposal {
  data: DataLook;
  splits: ChosenSplits;
  /** Absent of conversations, which have none. */
  columns?: ChosenColumns;
  scoring: ChosenScoring;
  /** What is taken of large data, so that the first run takes minutes. */
  take?: { train?: number; test?: number };
  /** Which rows cannot be used, in words. */
  spoilt: readonly string[];
  /** Pictures, or rows of text alone, of the split that is asked: about so many. */
  asked: number;
}

/** Rows from twice of which on no more are taken at first. */
const first = { train: 1000, test: 500 };

/** Proposes how a run may use data. Throws `Undecided` where it cannot be told. */
export function propose(data: DataLook, said: Said = {}): Proposal {
  const facts = data.table.columns.map(factsOf);
  const rows = Object.values(data.rows).reduce((sum, count) => sum + count, 0);
  const split = data.files.all === undefined ? undefined : splitColumn(facts);
  const columns = data.kind === 'chat' ? undefined : chooseColumns(data.table, said, split ? [split.name] : []);
  const perRow = columns?.pictures !== undefined && data.looked > 0 ? columns.pictures / data.looked : 1;
  const units = Math.round(rows * perRow);
  const splits = chooseSplits({ files: data.files, rows: data.rows, columns: split ? [split] : [], units });
  const answer = columns?.answer ?? facts.find(({ name }) => name === 'answer') ?? factsOf({ name: '', cells: [] });
  const take = takeOf(rows, splits);
  return {
    data,
    splits,
    ...(columns && { columns }),
    scoring: chooseScoring(answer),
    ...(take && { take }),
    spoilt: [...unreadableIn(data), ...(columns?.spoilt ?? [])],
    asked: Math.round((take?.test ?? rows * splits.test) * perRow),
  };
}

function takeOf(rows: number, { train, test }: ChosenSplits): Proposal['take'] {
  const take = {
    ...(rows * train >= 2 * first.train && { train: first.train }),
    ...(rows * test >= 2 * first.test && { test: first.test }),
  };
  return Object.keys(take).length === 0 ? undefined : take;
}

function unreadableIn({ unreadable: { count, first }, looked }: DataLook): string[] {
  return count === 0
    ? []
    : [`${count} of ${looked + count} rows cannot be read, such as ${first ?? ''}`.replace(/\.$/, '')];
}
