import { ApplicationFailure, condition, setHandler } from '@temporalio/workflow';
import type { AskedApproval, Decision } from '../domain/run/approval.ts';
import type { Progress, RunInput } from '../domain/run/run.ts';
import { approveUpdate, rejectUpdate } from './contract.ts';

/** Shows an estimate and waits until a person has decided on it; undefined when a run of a schedule may wait no longer. */
export type Decided = (asked: AskedApproval) => Promise<Decision | undefined>;

/** How a person gets to know. */
export interface Voice {
  /** Shows the progress anew. */
  tell(): void;
  /** Has somebody told that the run waits for a person. */
  call(reason: string): Promise<void>;
}

const longest = { name: 100, reason: 500 };

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
    validator: (approved) => checkApproved(approved, askedNow('approve')),
  });
  setHandler(
    rejectUpdate,
    ({ reason, by }) => {
      const { estimate = '' } = progress.approval ?? {};
      decide({ approved: false, estimate, reason: reason.trim(), ...(by !== undefined && { by: by.trim() }) });
    },
    { validator: (rejected) => void (askedNow('reject') && checkRejected(rejected)) },
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

/** Throws what is wrong with what anybody may have sent. */
function checkApproved(approved: unknown, asked: AskedApproval): void {
  const form = `expected { "estimate": "${asked.estimate}", "by": NAME }`;
  const { estimate, by } = fieldsOf(approved, form);
  checkText('by', by, longest.name, form);
  if (typeof estimate !== 'string') throw new Error(`"estimate" is missing: ${form}`);
  if (estimate === asked.estimate) return;
  throw new Error(`another estimate waits for approval, ${asked.estimate}. Look at it before you approve it.`);
}

function checkRejected(rejected: unknown): void {
  const form = 'expected { "reason": TEXT, "by": NAME }';
  const { reason, by } = fieldsOf(rejected, form);
  checkText('reason', reason, longest.reason, form);
  if (by !== undefined) checkText('by', by, longest.name, form);
}

function fieldsOf(sent: unknown, form: string): Record<string, unknown> {
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) throw new Error(form);
  return sent as Record<string, unknown>;
}

function checkText(name: string, text: unknown, most: number, form: string): void {
  if (typeof text !== 'string' || text.trim() === '') throw new Error(`"${name}" is missing: ${form}`);
  if (text.length > most) throw new Error(`"${name}" has ${text.length} characters: at most ${most}`);
  if (/\p{Cc}/u.test(text)) throw new Error(`"${name}" holds a control character`);
}
