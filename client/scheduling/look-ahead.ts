import { randomUUID } from 'node:crypto';
import type { Client, ScheduleHandle } from '@temporalio/client';
import { msToTs, requiredTsToDate } from '@temporalio/common/lib/time.js';
import { aroundChange, type ClockTrouble, clockChanges, troubleAt } from '../../domain/schedule/clock-changes.ts';
import { durationText } from '../../domain/schedule/duration.ts';
import type { ScheduleTimes } from '../../domain/schedule/schedule.ts';
import { taskQueue } from '../../workflows/contract.ts';
import { ClientError } from '../program/client-error.ts';
import { specOfTimes } from './server-schedule.ts';

/** What is known of the slots of a schedule before it exists. */
export interface SlotsAhead {
  /** The first ones, at most ten. */
  next: Date[];
  /** The shortest time between two of them, in milliseconds. */
  interval: number;
  /** Slots that a change of the clock drops or doubles, of about a year. */
  troubles: ClockTrouble[];
}

const aYear = 400 * 86_400_000;

/**
 * Asks the server itself when a schedule would be due, by one that starts nothing and is deleted at once: nobody else reads
 * a cron exactly as it does.
 * @throws {ClientError} bad input: it cannot be read, or never comes
 */
export async function lookAhead(temporal: Client, times: ScheduleTimes, now: Date): Promise<SlotsAhead> {
  return await withProbe(temporal, times, async (probe) => {
    const next = (await probe.describe()).info.nextActionTimes;
    if (next.length === 0)
      throw refused(times, 'it never comes, such as a 30th of February. Name days that there are.');
    const interval = times.every ?? shortestGap(next);
    requireShortJitter(times, interval);
    return { next, interval, troubles: await troublesOf(temporal, probe, times, interval, now) };
  });
}

async function troublesOf(
  temporal: Client,
  probe: ScheduleHandle,
  times: ScheduleTimes,
  interval: number,
  now: Date,
): Promise<ClockTrouble[]> {
  const changes = times.cron === undefined ? [] : clockChanges(times.timezone, now, new Date(now.getTime() + aYear));
  if (changes.length === 0) return [];
  return await withProbe(temporal, { ...times, timezone: 'UTC' }, async (inUtc) => {
    const troubles: ClockTrouble[] = [];
    for (const change of changes) {
      const { from, to } = aroundChange(change, interval);
      const slots = await slotsBetween(temporal, probe, from, to);
      // As far off as any clock is.
      const day = 86_400_000;
      const around = [new Date(change.at.getTime() - day), new Date(change.at.getTime() + day)] as const;
      const wanted = await slotsBetween(temporal, inUtc, ...around);
      troubles.push(...troubleAt(change, { wanted, slots, interval }));
    }
    return troubles;
  });
}

/** Works with a schedule that is paused, and deleted afterwards. */
async function withProbe<T>(
  temporal: Client,
  { jitter: _, ...times }: ScheduleTimes,
  work: (probe: ScheduleHandle) => Promise<T>,
): Promise<T> {
  const probe = await createProbe(temporal, times);
  try {
    return await work(probe);
  } finally {
    await probe.delete();
  }
}

async function createProbe(temporal: Client, times: ScheduleTimes): Promise<ScheduleHandle> {
  try {
    return await temporal.schedule.create({
      scheduleId: `tempera-times-${randomUUID()}`,
      spec: specOfTimes(times),
      action: { type: 'startWorkflow', workflowType: 'none', taskQueue, args: [] },
      state: { paused: true, note: 'asks when a schedule would be due; may be deleted' },
    });
  } catch (error) {
    // What the server refuses as an argument is a TypeError in this client.
    if (error instanceof TypeError) throw refused(times, `${error.message}. Mend it, for example: --cron "0 3 * * *".`);
    throw error;
  }
}

async function slotsBetween(temporal: Client, { scheduleId }: ScheduleHandle, from: Date, to: Date): Promise<Date[]> {
  const { startTime }: { startTime: Parameters<typeof requiredTsToDate>[0][] } =
    await temporal.workflowService.listScheduleMatchingTimes({
      namespace: temporal.options.namespace,
      scheduleId,
      startTime: msToTs(from.getTime()),
      endTime: msToTs(to.getTime()),
    });
  return startTime.map((time) => requiredTsToDate(time, 'startTime'));
}

function shortestGap(slots: readonly Date[]): number {
  const gaps = slots.slice(1).map((slot, index) => slot.getTime() - (slots[index]?.getTime() ?? 0));
  // One that comes a single time is as rare as can be.
  return gaps.length === 0 ? aYear : Math.min(...gaps);
}

function requireShortJitter(times: ScheduleTimes, interval: number): void {
  if (times.jitter === undefined || times.jitter < interval) return;
  const apart = durationText(interval);
  throw new ClientError(
    'badInput',
    `--jitter ${durationText(times.jitter)}: slots are ${apart} apart, so a start could be put off into the next one. Say less than ${apart}.`,
  );
}

function refused({ cron, every }: ScheduleTimes, why: string): ClientError {
  const what = cron === undefined ? `--every ${durationText(every ?? 0)}` : `--cron ${JSON.stringify(cron)}`;
  return new ClientError('badInput', `${what}: ${why}`);
}
