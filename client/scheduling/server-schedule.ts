import {
  type Client,
  type ScheduleDescription,
  type ScheduleHandle,
  ScheduleNotFoundError,
  type ScheduleSpec,
} from '@temporalio/client';
import type { Schedule, ScheduleTimes } from '../../domain/schedule/schedule.ts';
import { slotWorkflow, taskQueue } from '../../workflows/contract.ts';
import { ClientError } from '../program/client-error.ts';

const second = 1000;
const hour = 3600 * second;

/** When a schedule is due, as the server takes it. */
export function specOfTimes({ cron, every, timezone, jitter }: ScheduleTimes): ScheduleSpec {
  return {
    ...(cron !== undefined && { cronExpressions: [cron] }),
    ...(every !== undefined && { intervals: [{ every }] }),
    ...(jitter !== undefined && { jitter }),
    timezone,
  };
}

/** What the server does at each slot, and what it leaves out. */
export function serverSchedule({ id, times, interval, settings }: Schedule, storeId: string) {
  return {
    spec: specOfTimes(times),
    action: {
      type: 'startWorkflow' as const,
      workflowType: slotWorkflow,
      // The slot is appended.
      workflowId: `${id}/slot`,
      taskQueue,
      args: [{ schedule: id, storeId, settings }],
      staticSummary: `slot of schedule ${id}`,
    },
    policies: {
      overlap: 'SKIP' as const,
      // What a server was down for longer than that is not made up for; ten seconds are the least it takes.
      catchupWindow: Math.max(10 * second, Math.min(interval, hour)),
      pauseOnFailure: true,
    },
  };
}

/** A schedule as the server has it, or undefined where it has none of that id. */
export async function describeOnServer(temporal: Client, id: string): Promise<ScheduleDescription | undefined> {
  try {
    return await temporal.schedule.getHandle(id).describe();
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return undefined;
    throw error;
  }
}

/**
 * Does something to a schedule of the server.
 * @throws {ClientError} bad input: there is none of that id
 */
export async function onServer<T>(temporal: Client, id: string, work: (handle: ScheduleHandle) => Promise<T>) {
  try {
    return await work(temporal.schedule.getHandle(id));
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
    throw new ClientError(
      'badInput',
      `There is no schedule ${JSON.stringify(id)} on this server. "tempera schedule list" shows those there are.`,
    );
  }
}
