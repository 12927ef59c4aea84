import { counted, money, whole } from '../report/words/format.ts';
import type { LedgerRow } from './paid-call.ts';
import { totalsOf } from './prices.ts';

const names: Readonly<Record<LedgerRow['kind'], string>> = {
  probe: 'probes of',
  answer: '',
  rating: '',
  training: '',
  lost: 'calls whose end nobody knows, of',
};

/** What a run has paid for, in lines that are short enough for a terminal that is narrow. */
export function ledgerLines(run: string, rows: readonly LedgerRow[]): string[] {
  if (rows.length === 0) return [`Run ${run} has paid for nothing yet.`];
  const totals = totalsOf(rows.flatMap(({ cost }) => cost));
  const unknown = rows.reduce((sum, row) => sum + row.unknown, 0);
  return [
    `Ledger of run ${run}`,
    ...rows.flatMap(linesOf),
    `total: ${totals.length > 0 ? totals.map(money).join(' + ') : 'not known'}`,
    ...(unknown > 0 ? [`  beside what is of unknown cost: ${whole(unknown)}`] : []),
  ];
}

function linesOf(row: LedgerRow): string[] {
  const { who, model, kind, calls, cost, unknown } = row;
  const what = [names[kind], who].filter(Boolean).join(' ');
  return [
    `${what}: ${counted(calls, kind === 'training' ? 'job' : 'call')} to ${model}`,
    ...tokensOf(row).map((line) => `  ${line}`),
    ...(cost.length > 0 ? [`  ${cost.map(money).join(' + ')}`] : []),
    ...(unknown > 0 ? [`  cost unknown for ${whole(unknown)}`] : []),
  ];
}

function tokensOf(row: LedgerRow): string[] {
  const { promptTokens, cachedTokens, completionTokens, reasoningTokens, trainedTokens } = row;
  const ofThem = (tokens: number, word: string) => (tokens > 0 ? ` (${whole(tokens)} ${word})` : '');
  return [
    ...(promptTokens > 0 ? [`in ${counted(promptTokens, 'token')}${ofThem(cachedTokens, 'cached')}`] : []),
    ...(completionTokens > 0
      ? [`out ${counted(completionTokens, 'token')}${ofThem(reasoningTokens, 'thoughts')}`]
      : []),
    ...(trainedTokens > 0 ? [`${counted(trainedTokens, 'token')} trained`] : []),
  ];
}
