import type { ChatReply } from '../../answering/chat.ts';
import type { Problem } from '../../answering/problem.ts';
import { costOfTokens, type PriceTag } from '../prices.ts';

/** How one attempt at a call ended: it was told to stop before it was sent, or this came back. */
export type AttemptEnd = 'unsent' | { reply: ChatReply } | { problem: Problem };

/** Statuses of whoever stands before a model and has waited for it in vain: the model may have gone on, and be paid. */
const servedPerhaps = new Set([200, 408, 499, 504, 524]);

/** What an attempt has cost; undefined where nobody knows. */
export function paidFor(end: AttemptEnd, price: PriceTag): number | undefined {
  if (end === 'unsent') return 0;
  if ('reply' in end) return end.reply.usage && costOfTokens(end.reply.usage, price);
  const { unsent, status } = end.problem;
  const mayBePaid = !unsent && (status === undefined || servedPerhaps.has(status));
  return mayBePaid ? undefined : 0;
}
