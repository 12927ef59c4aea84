import type { AnswerOutcome, Trouble } from '../domain/answering/answer.ts';
import type { ChatReply } from '../domain/answering/chat.ts';
import type { Problem } from '../domain/answering/problem.ts';
import { outOfThought } from '../domain/answering/reasons.ts';
import { isBlank, withoutThoughts } from '../domain/grading/reply-texts.ts';

/**
 * What a reply to a candidate comes to. A refusal and an answer cut by length are the candidate's; a reply without a
 * text is an answer only where the model says that it has ended, since a limit spent on reasoning is our limit's doing.
 */
export function outcomeOfReply({ text, refusal, finish, finishWord, reasoning }: ChatReply): AnswerOutcome {
  const word = finish === 'unknown' && finishWord !== undefined ? { finishWord } : {};
  if (refusal) return { outcome: 'refused', by: 'model', text: refusal };
  if (finish === 'content_filter') {
    return { outcome: 'refused', by: 'content-filter', text, ...(finishWord !== undefined && { code: finishWord }) };
  }
  if (!isBlank(text)) return { outcome: 'answered', text, cutByLength: finish === 'length', ...word };
  if (finish === 'length') return missing(outOfThought);
  if (reasoning || withoutThoughts(text) !== text.trim()) return missing('only-reasoning');
  if (finish === 'unknown') return missing('no-text', finishWord);
  return { outcome: 'answered', text, cutByLength: false };
}

const reasons = {
  [outOfThought]: 'out of thought: no text within the limit, all of it went into reasoning',
  'only-reasoning': 'no text, only reasoning',
  'no-text': 'no text, and no word why',
};

function missing(code: keyof typeof reasons, word?: string): AnswerOutcome {
  const reason = word === undefined ? reasons[code] : `no text, ended by "${word}"`;
  return { outcome: 'failed', reason, code };
}

/** What a problem that concerns one item says of it. */
export function troubleOf({ message, code, status, said }: Problem): Trouble {
  return {
    reason: message,
    code,
    ...(status !== undefined && { status }),
    ...(said !== undefined && { said }),
  };
}
