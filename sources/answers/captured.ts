import { readCapturedAnswer } from '../../domain/capture/capture-files.ts';
import type { CapturedAnswer } from '../../domain/capture/captured-answer.ts';
import { StoredAnswersError, type StoredEntry } from '../../domain/stored/entry.ts';
import type { AnswerFormat, AnswerRecord } from './format.ts';
import { failedWith } from './messages.ts';
import { known, timeOf } from './reading.ts';

/** An export of a capture, as JSON Lines or CSV. */
export const capturedAnswers: AnswerFormat = {
  name: 'export of a capture',
  fits: (first) => ['question_hash', 'candidate', 'outcome', 'repeat'].every((column) => column in first),
  entries: (records) => Array.from(records, entryOf),
};

function entryOf({ where, values }: AnswerRecord): StoredEntry {
  // Cells of CSV are texts, and lists are none of them.
  const isCsv = Object.values(values).every((cell) => typeof cell === 'string');
  const { answer, problems } = readCapturedAnswer(values, { isCsv });
  if (!answer) throw new StoredAnswersError(`${where}: ${problems?.[0]}`);
  const { id, own_id: ownId, question, images, targets, candidate, model, repeat } = answer;
  return {
    where,
    said: saidIn(answer),
    id: ownId ?? id,
    ...{ question, images, targets, candidate, model, repeat },
    askedHash: answer.question_hash,
    ...known({ resolved: answer.resolved_model, at: timeOf(answer.asked_at), shutdownDate: answer.shutdown_date }),
  };
}

function saidIn({ outcome, text, finish, reason, code }: CapturedAnswer): StoredEntry['said'] {
  switch (outcome) {
    case 'answered':
      return { outcome, text, cutByLength: finish === 'length' };
    case 'refused':
      return { outcome, by: finish === 'content_filter' ? 'content-filter' : 'model', text };
    case 'failed':
      return failedWith(reason ?? 'no reply', code);
    default:
      return outcome satisfies never;
  }
}
