import type { Reason } from '../measuring/metrics-schema.ts';
import type { AnswerOutcome, Trouble } from './answer.ts';

/** The code of an answer without a text, whose limit was used up by what the model thought. */
export const outOfThought = 'empty-at-limit';

/** The code of what was never asked, since the money of the run was spent. */
export const overBudget = 'budget';

/** Reasons that are listed; a provider may make up a code for each of its failures. */
const mostListed = 20;

/** Counts why answers or ratings are none; what was asked again in between is not in it. */
export class ReasonCounter {
  readonly #reasons = new Map<string, Reason>();

  add(reason: Omit<Reason, 'count'>): void {
    const key = JSON.stringify([reason.outcome, reason.status, reason.code]);
    const counted = this.#reasons.get(key) ?? { ...reason, count: 0 };
    this.#reasons.set(key, { ...counted, count: counted.count + 1 });
  }

  /** The most frequent ones first, and what is left of them in one. */
  result(): Reason[] {
    const sorted = [...this.#reasons].sort(([a, { count: x }], [b, { count: y }]) => y - x || (a < b ? -1 : 1));
    const all = sorted.map(([, reason]) => reason);
    const others = Map.groupBy(all.slice(mostListed), ({ outcome }) => outcome);
    return [
      ...all.slice(0, mostListed),
      ...[...others].map(([outcome, list]) => ({
        outcome,
        code: 'others',
        count: list.reduce((sum, { count }) => sum + count, 0),
      })),
    ];
  }
}

/** Why an outcome is no answer, as it is counted; undefined for an answer. */
export function reasonOf(answer: AnswerOutcome): Omit<Reason, 'count'> | undefined {
  switch (answer.outcome) {
    case 'answered':
      return undefined;
    case 'refused':
      return { outcome: 'refused', code: answer.code ?? (answer.by === 'model' ? 'refusal' : 'content-filter') };
    case 'failed':
      return { outcome: 'failed', ...whyFailed(answer) };
    default:
      return answer satisfies never;
  }
}

/** What a failure is counted by; what 0.1.0 stored has no code, and its reason is the same whenever it happens. */
export function whyFailed({ code, reason, status }: Trouble): Pick<Reason, 'code' | 'status'> {
  return { code: code ?? reason, ...(status !== undefined && { status }) };
}
