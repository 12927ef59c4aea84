import { type ClockTrouble, localTime } from './clock-changes.ts';
import { durationText } from './duration.ts';
import type { ScheduleTimes } from './schedule.ts';

/** When a schedule is due, in a few words. */
export function timesText({ cron, every, timezone, jitter }: ScheduleTimes): string {
  const due = cron === undefined ? `every ${durationText(every ?? 0)}` : `cron ${cron} (${timezone})`;
  return jitter === undefined ? due : `${due}, put off by up to ${durationText(jitter)}`;
}

/** A slot by the clock of the schedule's zone, and in UTC. */
export function slotText({ timezone }: ScheduleTimes, slot: Date): string {
  const utc = `${slot.toISOString().slice(0, 19)}Z`;
  return `${localTime(timezone, slot)} ${timezone}${timezone === 'UTC' ? '' : ` (${utc})`}`;
}

/** What a change of the clock does to a slot, and how to do without. */
export function troubleText({ timezone }: ScheduleTimes, { local, kind }: ClockTrouble): string {
  const what = kind === 'dropped' ? 'falls out, since that hour does not exist' : 'comes twice, since that hour does';
  return `Clock change: the slot of ${local} ${timezone} ${what}. Another hour, or --timezone UTC, avoids it.`;
}
