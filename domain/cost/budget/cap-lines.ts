import { money } from '../../report/words/format.ts';
import type { RunSpec } from '../../spec/run-spec.ts';
import type { Estimate } from '../estimate-schema.ts';
import { currencyOf } from './currency.ts';

/** What a cap means for a run that will take so much; nothing without one. */
export function capLines(spec: RunSpec, { cost }: Pick<Estimate, 'cost'>): string[] {
  const cap = spec.limits.spend;
  if (cap === undefined) return [];
  const typical = cost?.totals.reduce((sum, each) => sum + each.typical, 0) ?? 0;
  const stops = typical > cap ? ['  the run will probably stop at it, and wait for a person'] : [];
  return [`cap: ${money({ currency: currencyOf(spec), amount: cap })} (limits.spend)`, ...stops];
}
