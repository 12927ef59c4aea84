import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { z } from 'zod';
import type { Stage } from '../../domain/run/run.ts';
import { stageOfActivity } from '../../domain/run/stages.ts';
import { decodeFirst, messageOf } from './decode.ts';
import { describeWorkflow } from './temporal-runs.ts';

/** What the server says of an activity that has not ended. */
export interface PendingActivity {
  /** The workflow that waits for it: the run, or one of its children. */
  workflowId: string;
  type: string;
  attempt: number;
  /** The details of its last heartbeat. */
  details?: unknown;
  lastFailure?: { type: string; message: string };
}

/** The activities under way in a run and in its children. */
export async function pendingActivities(
  temporal: Client,
  run: WorkflowExecutionDescription,
): Promise<PendingActivity[]> {
  const children = (run.raw.pendingChildren ?? []).map(({ workflowId }) => workflowId ?? '');
  // A child that has only just been asked for is not there yet.
  const descriptions = await Promise.all(children.map((id) => describeWorkflow(temporal, id)));
  const found = [run, ...descriptions.filter((one) => one !== undefined)].flatMap(({ workflowId, raw }) =>
    (raw.pendingActivities ?? []).map((activity) => read(temporal, workflowId, activity)),
  );
  return await Promise.all(found);
}

type RawActivity = NonNullable<WorkflowExecutionDescription['raw']['pendingActivities']>[number];

async function read(temporal: Client, workflowId: string, activity: RawActivity): Promise<PendingActivity> {
  const { activityType, attempt, heartbeatDetails, lastFailure } = activity;
  const details = await decodeFirst(temporal, heartbeatDetails?.payloads ?? []);
  return {
    workflowId,
    type: activityType?.name ?? '',
    attempt: Number(attempt ?? 1),
    ...(details !== undefined && { details }),
    ...(lastFailure && {
      lastFailure: {
        type: lastFailure.applicationFailureInfo?.type ?? '',
        message: await messageOf(temporal, lastFailure),
      },
    }),
  };
}

/** The stage that activities belong to. */
export function stageOf(pending: readonly PendingActivity[]): Stage | undefined {
  return pending.map(({ type }) => stageOfActivity(type)).find((stage) => stage !== undefined);
}

/** What has been counted in the last heartbeats. */
export function countedIn(pending: readonly PendingActivity[]): { done: number; total: number } {
  const sum = { done: 0, total: 0 };
  for (const { details } of pending) {
    if (!isCount(details)) continue;
    sum.done += details.done;
    sum.total += details.total;
  }
  return sum;
}

function isCount(details: unknown): details is { done: number; total: number } {
  if (typeof details !== 'object' || details === null) return false;
  return 'done' in details && 'total' in details && Number.isFinite(details.done) && Number.isFinite(details.total);
}

/** What the last heartbeats count, where it is not what their stage usually counts. */
export function countedAs(pending: readonly PendingActivity[]): string {
  return pending.map(({ details }) => Counting.safeParse(details).data?.what).find((what) => what !== undefined) ?? '';
}

const Counting = z.looseObject({ what: z.string().max(40) });

/** What a look at the fine-tuning job has told, while there is one. */
export function jobIn(pending: readonly PendingActivity[]): string | undefined {
  return pending.find(({ lastFailure }) => lastFailure?.type === 'NotYet')?.lastFailure?.message;
}

/** Why activities are being repeated, unless repeating is how they wait. */
export function troubleOf(pending: readonly PendingActivity[]): string | undefined {
  const [trouble] = pending.filter(({ lastFailure }) => lastFailure && lastFailure.type !== 'NotYet');
  return trouble && `${trouble.type} is being repeated (attempt ${trouble.attempt}): ${trouble.lastFailure?.message}`;
}

/** Why nothing is asked at the moment, and until when, as the last heartbeats tell. */
export function pauseIn(pending: readonly PendingActivity[], now: number): string | undefined {
  const pauses = pending.map(({ details }) => Pausing.safeParse(details).data?.pause).filter((pause) => !!pause);
  const [longest] = pauses.filter(({ until }) => until > now).sort((a, b) => b.until - a.until);
  return longest && `nothing is asked until ${timeOf(longest.until)}: ${longest.reason}`;
}

const Pausing = z.looseObject({ pause: z.object({ until: z.number().max(8.64e15), reason: z.string() }) });

function timeOf(until: number): string {
  return `${new Date(until).toISOString().slice(11, 19)} UTC`;
}
