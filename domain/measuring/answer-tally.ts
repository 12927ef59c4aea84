import type { AnswerOutcome } from '../answering/answer.ts';
import { outOfThought, ReasonCounter, reasonOf } from '../answering/reasons.ts';
import { isBlank } from '../grading/reply-texts.ts';
import type { CandidateMetrics } from './metrics-schema.ts';

/** Counts what the answers of a candidate were, each repeat for itself. */
export class AnswerTally {
  readonly #answers = { asked: 0, empty: 0, emptyAtLimit: 0 };
  readonly #reasons = new ReasonCounter();
  readonly #words = new Map<string, number>();

  add(answer: AnswerOutcome): void {
    this.#answers.asked += 1;
    this.#answers.empty += Number(isEmpty(answer));
    this.#answers.emptyAtLimit += Number(isEmpty(answer) && wasCut(answer));
    const reason = reasonOf(answer);
    if (reason) this.#reasons.add(reason);
    const word = answer.outcome === 'answered' ? answer.finishWord : undefined;
    if (word !== undefined) this.#words.set(word, (this.#words.get(word) ?? 0) + 1);
  }

  result(): Pick<CandidateMetrics, 'answers' | 'reasons' | 'finishWords'> {
    const finishWords = [...this.#words].sort().map(([word, count]) => ({ word, count }));
    return {
      answers: { ...this.#answers },
      reasons: this.#reasons.result(),
      ...(finishWords.length > 0 && { finishWords }),
    };
  }
}

/** Failures that are answers without a text; what 0.1.0 asked is answered in all of these cases. */
const emptyCodes: ReadonlySet<string> = new Set([outOfThought, 'only-reasoning', 'no-text']);

/** Answers without a text that are missing, by the reasons of a candidate; the others are scored as wrong. */
export function emptyAndMissing(reasons: CandidateMetrics['reasons'] = []): { empty: number; atLimit: number } {
  const missing = reasons.filter(({ outcome, code }) => outcome === 'failed' && emptyCodes.has(code));
  const sum = (list: typeof missing) => list.reduce((total, { count }) => total + count, 0);
  return { empty: sum(missing), atLimit: sum(missing.filter(({ code }) => code === outOfThought)) };
}

/** Whether a model said nothing, be that scored as wrong or missing. */
function isEmpty(answer: AnswerOutcome): boolean {
  if (answer.outcome === 'failed') return emptyCodes.has(answer.code ?? '');
  return answer.outcome === 'answered' && isBlank(answer.text);
}

function wasCut(answer: AnswerOutcome): boolean {
  if (answer.outcome === 'failed') return answer.code === outOfThought;
  return answer.outcome === 'answered' && answer.cutByLength;
}
