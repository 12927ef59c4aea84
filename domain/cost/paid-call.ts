import { stringify } from 'csv-stringify/sync';
import { inert } from '../data/spreadsheet-text.ts';
import { type Cost, totalsOf } from './prices.ts';

/** Something that a run has paid for: a question with all the attempts that it took, or a training. */
export interface PaidCall {
  /** lost: a call under a cap whose end nobody knows. */
  kind: 'probe' | 'answer' | 'rating' | 'training' | 'lost';
  /** A candidate, or a rater. */
  who: string;
  provider: string;
  /** As requested. */
  model: string;
  /** What it was about: a sample, an answer to rate, a job. */
  item?: string;
  /** Which time it was asked, from 2 on. */
  repeat?: number;
  /** ISO 8601, UTC. */
  at?: string;
  /** Attempts. */
  calls: number;
  /** As the provider counted them; absent where it has not. */
  promptTokens?: number;
  /** Of the prompt's. */
  cachedTokens?: number;
  completionTokens?: number;
  /** Of the completion's. */
  reasoningTokens?: number;
  trainedTokens?: number;
  /** Replies of which the provider did not say the tokens; their cost is not in `cost`. */
  uncounted?: number;
  /** Absent without a price, and where nobody knows the tokens: unknown is never zero. */
  cost?: Cost;
  /** The most that a lost call can have cost. */
  most?: Cost;
  requestId?: string;
}

/** What of a ledger belongs together, as a row of its summary. */
export interface LedgerRow {
  who: string;
  model: string;
  kind: PaidCall['kind'];
  calls: number;
  promptTokens: number;
  cachedTokens: number;
  completionTokens: number;
  reasoningTokens: number;
  trainedTokens: number;
  /** Entries of which something is not known: tokens, or a price. */
  unknown: number;
  cost: Cost[];
}

const summed = ['promptTokens', 'cachedTokens', 'completionTokens', 'reasoningTokens', 'trainedTokens'] as const;

/** Adds up a ledger call by call, in the order in which somebody is first paid. */
export function ledgerSummary() {
  const rows = new Map<string, LedgerRow>();
  return {
    add(call: PaidCall): void {
      const { who, model, kind } = call;
      const zeros = Object.fromEntries(summed.map((name) => [name, 0])) as Record<(typeof summed)[number], number>;
      const key = JSON.stringify([who, model, kind]);
      const row = rows.get(key) ?? { who, model, kind, calls: 0, ...zeros, unknown: 0, cost: [] };
      rows.set(key, row);
      row.calls += call.calls;
      for (const name of summed) row[name] += call[name] ?? 0;
      row.unknown += Number(!call.cost || (call.uncounted ?? 0) > 0);
      row.cost = totalsOf([...row.cost, ...(call.cost ? [call.cost] : [])]);
    },
    rows: (): LedgerRow[] => [...rows.values()],
  };
}

const columns: readonly [name: string, cell: (call: PaidCall) => string | number | undefined][] = [
  ['kind', ({ kind }) => kind],
  ['who', ({ who }) => inert(who)],
  ['provider', ({ provider }) => inert(provider)],
  ['model', ({ model }) => inert(model)],
  ['item', ({ item }) => item && inert(item)],
  ['repeat', ({ repeat }) => repeat],
  ['at', ({ at }) => at],
  ['calls', ({ calls }) => calls],
  ['tokens_in', ({ promptTokens }) => promptTokens],
  ['tokens_in_cached', ({ cachedTokens }) => cachedTokens],
  ['tokens_out', ({ completionTokens }) => completionTokens],
  ['tokens_out_reasoning', ({ reasoningTokens }) => reasoningTokens],
  ['tokens_trained', ({ trainedTokens }) => trainedTokens],
  ['uncounted', ({ uncounted }) => uncounted],
  ['currency', ({ cost, most }) => (cost ?? most)?.currency],
  ['cost', ({ cost }) => cost && plain(cost)],
  ['most', ({ most }) => most && plain(most)],
  ['request_id', ({ requestId }) => requestId && inert(requestId)],
];

/** The first line of a ledger as CSV; Excel knows UTF-8 by the mark it begins with. */
export function ledgerHeader(): string {
  return stringify([columns.map(([name]) => name)], { bom: true });
}

/** A line of a ledger as CSV: what is not known is empty. */
export function ledgerLine(call: PaidCall): string {
  return stringify([columns.map(([, cell]) => cell(call) ?? '')]);
}

/** Without an exponent, which not every program reads, and without the noise of the last digits. */
function plain({ amount }: Cost): string {
  return String(Number(amount.toFixed(12)));
}
