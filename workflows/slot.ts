import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  ApplicationFailure,
  CancellationScope,
  ChildWorkflowCancellationType,
  isCancellation,
  ParentClosePolicy,
  startChild,
  workflowInfo,
} from '@temporalio/workflow';
import type { Settings } from '../domain/run/plan.ts';
import type { RunResult } from '../domain/run/run.ts';
import { runIdOfSlot, slotAt } from '../domain/schedule/slot.ts';
import { taskQueue } from './contract.ts';
import { attributesOf, scheduledStart } from './search-attributes.ts';
import { activitiesFor } from './timeouts-and-retries.ts';

/** What a schedule hands to each of its slots; all else is in the store, where an update changes it. */
export interface SlotInput {
  schedule: string;
  storeId: string;
  settings: Settings;
}

/** What came of a slot. */
export interface SlotResult {
  runId: string;
  /** `repeated`: the slot had its run already. */
  outcome: RunResult['outcome'] | 'repeated' | 'cancelled';
}

/**
 * Starts the run of a slot of a schedule, and stays open until it ends, so that no slot begins meanwhile. However often a
 * slot is repeated, it has one run: that of its id. It fails where its schedule has to wait for a person.
 */
export async function slot({ schedule, storeId, settings }: SlotInput): Promise<SlotResult> {
  const { quick } = activitiesFor(settings);
  const info = workflowInfo();
  const due = slotAt(info.typedSearchAttributes.get(scheduledStart) ?? info.startTime);
  const runId = runIdOfSlot(schedule, due);
  const input = { run: { runId, storeId }, schedule, slot: due };

  const begun = await quick.beginSlot(input);
  if (!begun) return { runId, outcome: 'repeated' };
  const outcome = await outcomeOf(runId, { ...begun, by: { ...begun.by, schedule } });
  const before = outcome === 'incomplete' && (await quick.incompleteBefore(input));
  if (before) throw pausing(`run ${runId} is incomplete, as ${before} was before it`);
  return { runId, outcome };
}

type Begun = NonNullable<Awaited<ReturnType<ReturnType<typeof activitiesFor>['quick']['beginSlot']>>>;

async function outcomeOf(runId: string, { workflow, input, story, by }: Begun): Promise<SlotResult['outcome']> {
  try {
    const run = await startChild(workflow, {
      workflowId: runId,
      taskQueue,
      args: [input],
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      // The run belongs to whoever watches it: a slot that is ended takes nothing along.
      parentClosePolicy: ParentClosePolicy.ABANDON,
      cancellationType: ChildWorkflowCancellationType.ABANDON,
      ...story,
      ...(input.searchAttributes && { typedSearchAttributes: attributesOf(by) }),
    });
    return ((await run.result()) as RunResult).outcome;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return 'repeated';
    if (CancellationScope.current().consideredCancelled) throw error;
    // Whoever cancels a run has looked: the next slot is due as ever.
    if (isCancellation(error)) return 'cancelled';
    throw pausing(`run ${runId} failed (${reasonOf(error)})`);
  }
}

/** A failure, which pauses the schedule with its message. */
function pausing(message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, 'SchedulePaused');
}

/** What the innermost failure says. */
function reasonOf(error: unknown): string {
  let reason = String(error);
  for (let cause = error; cause instanceof Error; cause = cause.cause) reason = cause.message;
  return reason;
}
