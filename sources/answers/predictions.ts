import { z } from 'zod';
import type { StoredEntry } from '../../domain/stored/entry.ts';
import type { AnswerFormat } from './format.ts';
import { failedWith } from './messages.ts';
import { known, readAs } from './reading.ts';

/** A cell that was made safe for spreadsheets, as the text that it was made of. */
const Cell = z.string().transform((cell) => cell.replace(/^'(?=[=+\-@\t\r\uff1d\uff0b\uff0d\uff20])/, ''));
const Row = z.looseObject({
  sample: Cell,
  image: z.string().optional(),
  question: Cell.optional(),
  candidate: z.string(),
  repeat: z.coerce.number().int().positive().default(1),
  outcome: z.enum(['answered', 'refused', 'failed']),
  answer: Cell.nullish(),
  reason: Cell.nullish(),
  cut_by_length: z.union([z.string(), z.boolean()]).nullish(),
});
type Row = z.output<typeof Row>;

/** `predictions.csv` or `predictions.parquet` of a report of ours; its scores and ratings are not looked at. */
export const predictionsFile: AnswerFormat = {
  name: 'predictions of a report',
  fits: (first) => ['sample', 'candidate', 'outcome', 'answer'].every((column) => column in first),
  entries: (records) =>
    Array.from(records, (record): StoredEntry => {
      const row = readAs(Row, record);
      const images = row.image ? [row.image] : undefined;
      const { sample: id, question, candidate, repeat } = row;
      return { where: record.where, candidate, repeat, said: saidIn(row), ...known({ id, question, images }) };
    }),
};

function saidIn({ outcome, answer, reason, cut_by_length: cut }: Row): StoredEntry['said'] {
  const text = answer ?? '';
  if (outcome === 'answered') return { outcome, text, cutByLength: cut === 'yes' || cut === true };
  if (outcome === 'failed') return failedWith(reason || 'no reply');
  return { outcome, by: reason?.includes('content-filter') ? 'content-filter' : 'model', text };
}
