import { isAmong, marksOfAll, teachesAny } from '../audit/leakage.ts';
import type { PreparedExample } from './dataset.ts';
import type { Row, Split } from './sample.ts';
import { openTextSet, type TextSet } from './text-map.ts';

/** The rows that become lines of a training file, and how many do not, by reason. */
export interface TrainingRows {
  rows: Row[];
  leftOut: Record<string, number>;
}

/** Why a line is left out that shares an image or a cluster with the samples. */
export const askedReason = 'image or cluster among the samples';

/** What a line to train on must not repeat. */
export interface Known {
  examples: readonly PreparedExample[];
  /** Keeps lines that repeat worked examples. */
  keepLeakyLines: boolean;
  /** Marks of the samples, where what they share with training is left out of it. */
  samples?: TextSet | undefined;
}

/**
 * Says why a row is not to be trained on; undefined where it is. A row whose answer or image stands among the worked examples
 * would hold its own solution in its prompt, so it is left out unless `keepLeakyLines` asks for the published pipeline's
 * counts.
 */
export function trainingChoice(
  split: Split,
  { examples, keepLeakyLines, samples = openTextSet() }: Known,
): (row: Row) => string | undefined {
  const solved = marksOfAll(examples);
  return (row) =>
    teachesAny(row, samples) ? askedReason : keepLeakyLines ? undefined : leakOf(split, row, examples, solved);
}

/** The rows to train on, of rows that are at hand. */
export function chooseTrainingRows(split: Split, rows: readonly Row[], known: Known): TrainingRows {
  const leakOf = trainingChoice(split, known);
  const chosen: TrainingRows = { rows: [], leftOut: {} };
  for (const row of rows) {
    const leak = leakOf(row);
    if (leak === undefined) chosen.rows.push(row);
    else chosen.leftOut[leak] = (chosen.leftOut[leak] ?? 0) + 1;
  }
  return chosen;
}

function leakOf(split: Split, row: Row, examples: readonly PreparedExample[], solved: TextSet): string | undefined {
  if (split === 'train' && examples.some((example) => example.row === row.row))
    return 'own answer among the worked examples';
  if (!isAmong(row, solved)) return undefined;
  return row.images.length > 0 ? 'own image among the worked examples' : 'own question among the worked examples';
}
