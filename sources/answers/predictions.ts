import { z } from 'zod';
import { fromInert } from '../../domain/data/spreadsheet-text.ts';
import type { StoredEntry } from '../../domain/stored/entry.ts';
import type { AnswerFormat, AnswerRecord } from './format.ts';
import { failedWith } from './messages.ts';
import { known, readAs } from './reading.ts';

const Row = z.object({
  sample: z.string(),
  /** The user's own. */
  id: z.string().nullish(),
  /** Hashes of its images. */
  image: z.string().nullish(),
  question: z.string().nullish(),
  candidate: z.string(),
  repeat: z.coerce.number().int().positive().default(1),
  outcome: z.enum(['answered', 'refused', 'failed']),
  answer: z.string().nullish(),
  reason: z.string().nullish(),
  cut_by_length: z.union([z.string(), z.boolean()]).nullish(),
});
type Said = Pick<z.output<typeof Row>, 'outcome' | 'answer' | 'reason' | 'cut_by_length'>;

/** `predictions.csv` or `predictions.parquet` of a report of ours; its scores and ratings are not looked at. */
export const predictionsFile: AnswerFormat = {
  name: 'predictions of a report',
  fits: (first) => ['sample', 'candidate', 'outcome', 'answer'].every((column) => column in first),
  entries: (records) => Array.from(records, entryOf),
};

function entryOf(record: AnswerRecord): StoredEntry {
  const { sample, id, image, question, candidate, repeat, ...rest } = readAs(Row, asWritten(record));
  const images = (image ?? '').split(' | ').filter((hash) => hash !== '');
  return {
    where: record.where,
    candidate,
    repeat,
    said: saidIn(rest),
    ...known({
      id: id || sample,
      question: question ?? undefined,
      images: images.length > 0 ? images : undefined,
    }),
  };
}

/** Cells of CSV were made safe for spreadsheets; in Parquet a number is none. */
function asWritten({ where, values }: AnswerRecord): AnswerRecord {
  if (typeof values['repeat'] !== 'string') return { where, values };
  const cells = Object.entries(values).map(([name, cell]) => [name, fromInert(String(cell ?? ''))]);
  return { where, values: Object.fromEntries(cells) };
}

function saidIn({ outcome, answer, reason, cut_by_length: cut }: Said): StoredEntry['said'] {
  const text = answer ?? '';
  if (outcome === 'answered') return { outcome, text, cutByLength: cut === 'yes' || cut === true };
  if (outcome === 'failed') return failedWith(reason || 'no reply');
  return { outcome, by: reason?.includes('content-filter') ? 'content-filter' : 'model', text };
}
