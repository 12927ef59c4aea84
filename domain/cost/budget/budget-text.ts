import type { BudgetStanding } from '../../report/report-schema.ts';
import { counted, money } from '../../report/words/format.ts';

/** How a budget stands, in a line. */
export function budgetText({ currency, cap, held, raisedFrom, unknown }: BudgetStanding): string {
  const text = (amount: number) => money({ currency, amount });
  const raised = raisedFrom === undefined ? '' : `, raised from ${text(raisedFrom)}`;
  const lost = unknown
    ? `; ${counted(unknown.calls, 'call')} of unknown cost among it, at most ${text(unknown.most)}`
    : '';
  return `${text(held)} of ${text(cap)} spent or set aside${raised}${lost}`;
}
