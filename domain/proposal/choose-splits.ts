import type { Split } from '../data/sample.ts';
import type { ColumnFacts } from './column-facts.ts';
import { splitOfValue } from './split-words.ts';
import { quoted } from './undecided.ts';

/** Files by what they hold: a split each, or rows of all. */
export type Files = Partial<Record<Split | 'all', string>>;

/** How rows become splits. */
export interface ChosenSplits {
  source: Files;
  split?:
    | { column: string; values?: Partial<Record<Split, readonly string[]>> }
    | { shares: { train: number; test: number } };
  why: string;
  /** The share of all rows that is asked, and that which is trained on. */
  test: number;
  train: number;
}

/** What there is to split. */
export interface ToSplit {
  files: Files;
  rows: Readonly<Partial<Record<Split | 'all', number>>>;
  columns: readonly ColumnFacts[];
  /** Pictures, or rows of text alone: what a verdict counts. */
  units: number;
}

/** Fewer than so many are halved: the more are asked, the smaller the differences that show. */
const fewUnits = 400;

/** Splits by files of their own, by a column that names them, or else by shares. */
export function chooseSplits({ files, rows, columns, units }: ToSplit): ChosenSplits {
  if (files.all === undefined) return byFiles(files, rows);
  const column = splitColumn(columns);
  if (column) return byColumn(files, column);
  const test = units < fewUnits ? 0.5 : 0.2;
  const why =
    units < fewUnits
      ? `nothing says which rows are for training; of ${units} half are asked, since few show little`
      : 'nothing says which rows are for training';
  return { source: files, split: { shares: { train: 1 - test, test } }, why, test, train: 1 - test };
}

function byFiles(files: Files, rows: ToSplit['rows']): ChosenSplits {
  const all = Object.values(rows).reduce((sum, count) => sum + count, 0);
  const shareOf = (split: Split) => (all === 0 ? 0 : (rows[split] ?? 0) / all);
  if (files.test !== undefined) {
    return { source: files, why: 'by the names of the files', test: shareOf('test'), train: shareOf('train') };
  }
  const { validation, ...others } = files;
  const why = 'by the names of the files; there are none to test on, so that those of validation are asked';
  return { source: { ...others, test: validation ?? '' }, why, test: shareOf('validation'), train: shareOf('train') };
}

/** The column whose values all name splits, some rows for training and some to ask. */
export function splitColumn(columns: readonly ColumnFacts[]): ColumnFacts | undefined {
  return columns.find(({ values, texts, filled }) => {
    const named = new Set(values.slice(0, 20).map(splitOfValue));
    const asks = named.has('test') || named.has('validation');
    return texts === filled && values.length <= 20 && !named.has(undefined) && named.has('train') && asks;
  });
}

function byColumn(source: Files, { name, values, filled, rows, counts }: ColumnFacts): ChosenSplits {
  const bySplit = Object.groupBy(values, (value) => splitOfValue(value) ?? 'unlabelled');
  const isAsked = bySplit.test !== undefined;
  const { validation, ...others } = bySplit;
  const named = isAsked ? bySplit : { ...others, test: validation ?? [] };
  const shareOf = (texts: readonly string[] = []) =>
    texts.reduce((sum, text) => sum + (counts.get(text) ?? 0), 0) / rows;
  const blank = filled < rows ? `; ${rows - filled} of ${rows} rows name none, and are not taken` : '';
  const instead = isAsked ? '' : '; none is to test on, so that those of validation are asked';
  return {
    source,
    split: { column: name, values: named },
    why: `each value of ${quoted(name)} names a split${instead}${blank}`,
    test: shareOf(named.test),
    train: shareOf(named.train),
  };
}
