import type { Trouble } from './answer.ts';
import { overBudget } from './reasons.ts';

/** Codes of what went wrong on the way to an answer that says nothing against the question. */
const passing = new Set([
  overBudget,
  'timeout',
  'connection',
  'unreadable',
  'no-text',
  'only-reasoning',
  'unreadable-rating',
]);
/** How 0.1.0 began the reasons of such troubles, without a code. */
const passingReason = /^(timeout|no connection|unreadable response|reply is not a rating)/;
/** A balance or a key, whatever the status was. */
const mendable = /quota|billing|balance|credit|arrear|payment|funds|spend_limit|api_?key/i;

/**
 * True when asking again may bring an answer: a key, a balance, the provider or the network was at fault. A request that
 * was turned down for what it is, and a limit that is too low, stay what they are.
 */
export function mayBeMended({ reason, code = '', status = statusIn(reason) }: Trouble): boolean {
  if (status === undefined) return passing.has(code) || passingReason.test(reason);
  if (mendable.test(`${code} ${reason}`)) return true;
  return [200, 401, 402, 403, 408, 409, 424, 425, 499].includes(status) || status >= 500;
}

function statusIn(reason: string): number | undefined {
  const status = /^HTTP (\d{3})\b/.exec(reason)?.[1];
  return status === undefined ? undefined : Number(status);
}

/**
 * One record of each item out of all that were made, in the order in which they were: the first that says something, or
 * fails for good, else the last, whose reason is what has to be mended now.
 */
export function settledRecords<Entry extends { outcome: string } | ({ outcome: 'failed' } & Trouble)>(
  records: Iterable<Entry>,
  idOf: (record: Entry) => string,
): Map<string, Entry> {
  const settled = new Map<string, Entry>();
  for (const record of records) {
    const earlier = settled.get(idOf(record));
    if (!earlier || isOpen(earlier)) settled.set(idOf(record), record);
  }
  return settled;
}

/** True for a record that says nothing yet, and may. */
export function isOpen(record: { outcome: string } | ({ outcome: 'failed' } & Trouble)): boolean {
  return record.outcome === 'failed' && 'reason' in record && mayBeMended(record);
}
