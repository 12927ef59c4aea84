import { ApplicationFailure, condition, setHandler } from '@temporalio/workflow';
import type { AskedApproval, Decision } from '../domain/run/approval.ts';
import type { Progress, RunInput } from '../domain/run/run.ts';
import { approveUpdate, rejectUpdate } from './contract.ts';
import { checkApproved, checkRejected } from './decision-checks.ts';

/** Shows an estimate and waits until a person has decided on it; undefined when a run of a schedule may wait no longer. */
export type Decided = (asked: AskedApproval) => Promise<Decision | undefined>;

/** How a person gets to know. */
export interface Voice {
  /** Shows the progress anew. */
  tell(): void;
  /** Has somebody told that the run waits for a person. */
  call(reason: string): Promise<void>;
}

/** Hears what a person decides; a run that asks for nothing refuses to hear it. */
export function hearDecisions({ schedule }: RunInput, progress: Progress, { tell, call }: Voice): Decided {
  let decision: Decision | undefined;
  const askedNow = (wanted: string) => {
    if (progress.approval && !decision) return progress.approval;
    throw new Error(`nothing to ${wanted}: ${standing(progress, decision)}`);
  };

  /** Two may have been let in at once: the first one counts. */
  const decide = (made: Decision) => {
    if (decision) throw ApplicationFailure.nonRetryable(standing(progress, decision));
    decision = made;
  };

  setHandler(approveUpdate, ({ estimate, by }) => decide({ approved: true, estimate, by: by.trim() }), {
    description: 'Says yes to the estimate that the run waits with: { "estimate": SHA256, "by": NAME }',
    validator: (approved) => checkApproved(approved, askedNow('approve')),
  });
  setHandler(
    rejectUpdate,
    ({ reason, by }) => {
      const { estimate = '' } = progress.approval ?? {};
      decide({ approved: false, estimate, reason: reason.trim(), ...(by !== undefined && { by: by.trim() }) });
    },
    {
      description: 'Says no to it, which ends the run: { "reason": TEXT, "by": NAME }',
      validator: (rejected) => void (askedNow('reject') && checkRejected(rejected)),
    },
  );

  return async (asked) => {
    if (decision?.estimate !== asked.estimate) decision = undefined;
    progress.approval = asked;
    tell();
    if (!decision) await call(whatIsAsked(asked));
    const isDecided = () => decision !== undefined;
    // Nobody may be there, and while a run of a schedule waits the next slots are skipped.
    const longest = schedule?.blockedFor;
    if (longest === undefined) await condition(isDecided);
    else await condition(isDecided, longest);
    delete progress.approval;
    tell();
    return decision;
  };
}

function whatIsAsked({ lines }: AskedApproval): string {
  const money = lines.find((line) => line.startsWith('money: '));
  return `its estimate has to be approved before it pays${money === undefined ? '' : ` (${money})`}`;
}

function standing({ stage }: Progress, decision: Decision | undefined): string {
  if (!decision) return `the run does not wait for approval, it is ${stage}`;
  const { approved, by = 'somebody' } = decision;
  return `${by} has ${approved ? 'approved' : 'rejected'} it already`;
}
