import {
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  condition,
  isCancellation,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { isBudgetReason, spentFacts } from '../domain/cost/budget/budget.ts';
import type {
  CaptureResult,
  FailureType,
  Progress,
  RunInput,
  RunResult,
  RunWorkflow,
  Stage,
} from '../domain/run/run.ts';
import { stagesOfRun } from '../domain/run/stages.ts';
import { announce } from './announce.ts';
import { type Blocked, blockedBy } from './blocked.ts';
import { progressQuery, resumeUpdate } from './contract.ts';
import { type Decided, hearDecisions, type Voice } from './decisions.ts';
import { detailsOf, endText, type Tally, verdictOf } from './details.ts';
import { searchAttributes } from './search-attributes.ts';

/** Shows how far somebody who is asked is. */
export type TellTally = (tally: Tally) => void;

/** Runs a stage of the run, and lets everybody see which one it is. */
export type TellStage = <T>(stage: Stage, work: (tellTally: TellTally) => Promise<T>, notice?: string) => Promise<T>;

/** How the run is told, and what it hears. */
export interface Story {
  stage: TellStage;
  decided: Decided;
}

/**
 * Begins to tell where a run is: to the query, the Temporal UI and search. A stage that a person can mend is begun again
 * after the update `resume`; since every stage finds what is there already, nothing is done or paid twice.
 */
export function tellStory(run: RunInput, { captures = false } = {}): Story {
  const progress: Progress = { stage: 'planning', candidates: {} };
  setHandler(progressQuery, () => progress);
  const tallies = new Map<string, Tally>();
  const seen = new Set<Stage>();
  const fineTunes = workflowInfo().workflowType === ('fineTuneAndEvaluate' satisfies RunWorkflow);
  const tell = () => {
    const order: readonly Stage[] = stagesOfRun({ fineTunes, rates: true, captures, approves: seen.has('approval') });
    const now = order.indexOf(progress.stage);
    const stages = order.filter((stage, index) => index > now || seen.has(stage));
    setCurrentDetails(detailsOf(run, progress, stages, [...tallies.values()]));
  };
  const tellTally: TellTally = (tally) => {
    tallies.set(tally.name, tally);
    tell();
  };
  let waits = 0;
  /** A person is needed. */
  const call = async (reason: string) => {
    waits += 1;
    if (run.notify?.on.includes('blocked')) await announce(run, `blocked-${waits}`, { event: 'blocked', reason });
  };
  const decided = hearDecisions(run, progress, { tell, call });
  /** When a run of a schedule ends unless somebody mends what holds it up. */
  let deadline: number | undefined;
  const resume = () => {
    delete progress.blocked;
    deadline = undefined;
  };
  setHandler(resumeUpdate, resume, { validator: () => refuseUnlessBlocked(progress) });

  const tellStage: TellStage = async (stage, work, notice) => {
    progress.stage = stage;
    seen.add(stage);
    delete progress.notice;
    if (notice) progress.notice = notice;
    if (run.searchAttributes) upsertSearchAttributes([{ key: searchAttributes.stage, value: stage }]);
    for (;;) {
      tell();
      try {
        const done = await work(tellTally);
        deadline = undefined;
        return done;
      } catch (error) {
        // Asked of the scope: what a cancelled activity ends with may be a timeout of a worker that is gone.
        if (CancellationScope.current().consideredCancelled) throw asCancelled(error);
        const blocked = blockedBy(error);
        if (!blocked) throw error;
        deadline ??= deadlineOf(run);
        await pause(progress, blocked, { tell, call }, deadline);
        if (deadline !== undefined && Date.now() >= deadline) throw blockedForLong(blocked, run);
      }
    }
  };
  return { stage: tellStage, decided };
}

/** What a cancelled run ends with: a timeout of a worker that is gone is a cancellation, too. */
export function asCancelled(error: unknown): Error {
  return isCancellation(error) ? (error as Error) : new CancelledFailure('the run was cancelled');
}

/** Nobody may be there to mend what holds up a run of a schedule, and while it waits the next slots are skipped. */
function deadlineOf({ schedule }: RunInput): number | undefined {
  return schedule?.blockedFor === undefined ? undefined : Date.now() + schedule.blockedFor;
}

/** Ends a run of a schedule that nobody has mended. */
export function blockedForLong({ reason }: Blocked, { schedule }: Pick<RunInput, 'schedule'>): ApplicationFailure {
  const waited = Math.round((schedule?.blockedFor ?? 0) / 1000);
  const next = isBudgetReason(reason) ? 'its cap can be raised' : 'it can be resumed';
  const message = `blocked: ${spentFacts(reason)}; nobody mended it within ${waited} s (limits.blockedFor), so the run has ended: retry it before ${next}`;
  return ApplicationFailure.nonRetryable(message, 'Blocked' satisfies FailureType);
}

/** Waits for a person, for the end of a pause that the provider has asked for, or until the run has to end. */
async function pause(
  progress: Progress,
  { reason, wait = Infinity }: Blocked,
  { tell, call }: Voice,
  deadline = Infinity,
): Promise<void> {
  const left = Math.max(1, deadline - Date.now());
  progress.blocked = reason;
  if (wait < left) progress.until = new Date(Date.now() + wait).toISOString();
  tell();
  if (wait === Infinity) await call(reason);
  const isMended = () => progress.blocked === undefined;
  const longest = Math.min(wait, left);
  if (longest === Infinity) await condition(isMended);
  else await condition(isMended, longest);
  delete progress.blocked;
  delete progress.until;
}

/** Shows how the run ended, where its stages were shown. */
export function tellEnd(run: RunInput, result: RunResult | CaptureResult, tallies: readonly Tally[] = []): void {
  const word = verdictOf(result);
  setCurrentDetails(endText(run, result, tallies));
  if (!run.searchAttributes) return;
  upsertSearchAttributes([{ key: searchAttributes.stage, value: 'done' }]);
  if (word) upsertSearchAttributes([{ key: searchAttributes.verdict, value: word }]);
}

function refuseUnlessBlocked({ blocked, stage, approval }: Progress): void {
  if (approval) throw new Error('nothing to resume: the run waits for approval, by the update `approve` or `reject`');
  if (blocked === undefined) throw new Error(`nothing to resume: the run is not blocked, it is ${stage}`);
}
