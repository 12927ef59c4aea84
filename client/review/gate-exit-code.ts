import type { Report } from '../../domain/report/report-schema.ts';
import { spoilsIn } from '../../domain/report/spoils/spoils.ts';
import { type GateDecision, type GateOutcome, gateOf } from '../../domain/verdict/gate.ts';
import { type Ending, exitCodes } from '../program/exit-codes.ts';

/** How a run stands at the gate, for a person and for a script. */
export interface AtGate {
  run: string;
  passed: boolean;
  /** The verdict that the spec demands; absent when it names none. */
  demand?: Report['demand'];
  verdict?: NonNullable<Report['comparison']>['verdict'];
  because: string;
  ending: Ending;
  exitCode: number;
}

const endings: Record<GateOutcome, Ending> = {
  passed: 'done',
  incomplete: 'incomplete',
  spoiled: 'gateSpoiled',
  validation: 'gateValidation',
  exploratory: 'gateExploratory',
  worse: 'gateWorse',
  undecided: 'gateUndecided',
  'not demanded': 'gateNotDemanded',
};

/** Holds a report against what its spec demands. */
export function atGate(report: Report): AtGate {
  const { outcome, because }: GateDecision = gateOf({ ...report, spoils: spoilsIn(report) });
  const ending = endings[outcome];
  const { demand, comparison, execution } = report;
  return {
    run: execution.run,
    passed: outcome === 'passed',
    ...(demand && { demand }),
    ...(comparison && { verdict: comparison.verdict }),
    because,
    ending,
    exitCode: exitCodes[ending],
  };
}

/** The decision in a line. */
export function gateLine({ passed, because }: AtGate): string {
  return `Gate: ${passed ? 'passed' : 'not passed'}, since ${because}.`;
}
