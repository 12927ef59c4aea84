import { StoredAnswersError, type StoredEntry } from '../../domain/stored/entry.ts';
import type { AnswerColumns, AnswerFormat, AnswerRecord } from './format.ts';
import { failedWith, outcomeOfKept } from './messages.ts';
import { idOf, known, textOf } from './reading.ts';

/** A table of one's own: an answer a row, with the id of its sample or its question. */
export const plainTable: AnswerFormat = {
  name: 'table',
  fits: () => true,
  entries: (records, columns) => Array.from(records, (record) => entryOf(record, columns)),
};

function entryOf({ where, values }: AnswerRecord, columns: AnswerColumns): StoredEntry {
  const [id, question] = [idOf(values[columns.id]), textOf(values[columns.question])];
  if (id === undefined && !question) throw new StoredAnswersError(`${where}: ${lacks(values, columns)}`);
  return {
    where,
    said: saidIn(values, columns, where),
    ...known({
      id,
      question: question || undefined,
      model: textOf(values['model']) || undefined,
      candidate: textOf(values['candidate']) || undefined,
      repeat: repeatOf(values['repeat'], where),
      images: imagesIn(values['image']),
    }),
  };
}

function lacks(values: AnswerRecord['values'], { id, question }: AnswerColumns): string {
  const there = Object.keys(values).join(', ');
  return `neither "${id}" nor "${question}" is there; it has ${there}. Name yours under answers.columns.`;
}

/** A blank cell says that nothing is known, not that the model said nothing. */
function saidIn(values: AnswerRecord['values'], columns: AnswerColumns, where: string): StoredEntry['said'] {
  if (!Object.hasOwn(values, columns.answer)) {
    const there = Object.keys(values).join(', ');
    throw new StoredAnswersError(
      `${where}: "${columns.answer}" is missing; it has ${there}. Name yours under answers.columns.`,
    );
  }
  const answer = values[columns.answer];
  const text = typeof answer === 'string' ? answer : answerText(answer);
  return text.trim() === '' ? failedWith('blank in the file', 'blank') : outcomeOfKept({ text });
}

/** Numbers and the like stand in tables as themselves. */
function answerText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function repeatOf(value: unknown, where: string): number | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const repeat = Number(value);
  if (Number.isSafeInteger(repeat) && repeat > 0) return repeat;
  throw new StoredAnswersError(`${where}: "repeat" is ${JSON.stringify(value)}. Number repeats from 1.`);
}

/** The hash that `predictions.csv` has of its image; a path or bytes are none. */
function imagesIn(value: unknown): string[] | undefined {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value) ? [value] : undefined;
}
