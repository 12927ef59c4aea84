import type { Report, Spoil } from '../report/report-schema.ts';
import type { VerdictSpec } from '../spec/run-spec.ts';

/** What the gate makes of a report; only `passed` lets it through. */
export type GateOutcome =
  | 'passed'
  | 'incomplete'
  | 'spoiled'
  | 'validation'
  | 'exploratory'
  | 'worse'
  | 'undecided'
  | 'not demanded';

/** An outcome of the gate, with the reason in a sentence. */
export interface GateDecision {
  outcome: GateOutcome;
  because: string;
}

/** What the gate looks at. */
export type GatedReport = Pick<Report, 'outcome' | 'on' | 'demand' | 'comparison' | 'execution'> & {
  spoils?: readonly Pick<Spoil, 'kind' | 'text'>[] | undefined;
};

/** The verdict that a spec demands: what it says, or else the best that its comparison can end in. */
export function demandOf({ demand, margin }: VerdictSpec): NonNullable<VerdictSpec['demand']> {
  return demand ?? (margin === undefined ? 'better' : 'not-worse');
}

/**
 * Holds a report against what its spec demands. Only that verdict passes, and only by a rule that was named before
 * anybody had looked at the answers of the test split.
 */
export function gateOf({ outcome, on, demand, comparison, execution, spoils = [] }: GatedReport): GateDecision {
  const textOf = (...kinds: Spoil['kind'][]) =>
    spoils.find(({ kind }) => kinds.includes(kind))?.text.replace(/\.$/, '');
  const lacking = textOf('no-answers', 'missing-answers', 'failed-ratings', 'ended-at-cap');
  if (outcome === 'incomplete' || lacking !== undefined) {
    return { outcome: 'incomplete', because: lacking ?? 'too many samples failed, the run is incomplete' };
  }
  if (outcome === 'trial') return { outcome: 'undecided', because: 'a trial has no verdict' };
  if (!comparison) return { outcome: 'undecided', because: 'the spec names no verdict' };
  const spoiled = textOf('spoiled-answers');
  if (spoiled !== undefined) return { outcome: 'spoiled', because: spoiled };
  if (on === 'validation') return { outcome: 'validation', because: 'the validation split is for choosing' };
  if (execution.exploratory) return { outcome: 'exploratory', because: execution.exploratory };
  const { verdict } = comparison;
  const because = `the verdict is ${verdict}, and the spec demands ${demand}`;
  if (verdict === demand) return { outcome: 'passed', because };
  return { outcome: verdict === 'worse' || verdict === 'undecided' ? verdict : 'not demanded', because };
}
