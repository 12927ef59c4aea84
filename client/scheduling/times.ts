import { isTimeZone } from '../../domain/schedule/clock-changes.ts';
import { durationRule, readDuration } from '../../domain/schedule/duration.ts';
import type { ScheduleTimes } from '../../domain/schedule/schedule.ts';
import { ClientError } from '../program/client-error.ts';

/** When a schedule is due, as a user writes it. */
export interface TimesOptions {
  cron?: string;
  every?: string;
  timezone?: string;
  jitter?: string;
}

/**
 * Reads when a schedule is due; what is not said stays as it was.
 * @throws {ClientError} bad input
 */
export function readTimes({ cron, every, timezone, jitter }: TimesOptions, earlier?: ScheduleTimes): ScheduleTimes {
  if (cron !== undefined && every !== undefined) throw refused('--cron and --every exclude each other. Give one.');
  const isNew = cron !== undefined || every !== undefined;
  if (!isNew && !earlier) throw refused('When is it due? Give --cron "0 3 * * *" or --every 6h.');
  const { jitter: before, ...kept } = earlier ?? {};
  const putOff = jitter === undefined ? before : readJitter(jitter);
  return {
    ...(isNew ? {} : kept),
    ...(cron !== undefined && { cron: readCron(cron) }),
    ...(every !== undefined && { every: duration('--every', every) }),
    timezone: timezone === undefined ? (earlier?.timezone ?? 'UTC') : zone(timezone),
    ...(putOff !== undefined && { jitter: putOff }),
  };
}

/** Undefined for none, by which an update takes away what there is. */
function readJitter(text: string): number | undefined {
  return /^0[smhd]$/.test(text) ? undefined : duration('--jitter', text);
}

function readCron(cron: string): string {
  const fields = cron.trim().split(/\s+/);
  if (fields.length === 5) return fields.join(' ');
  throw refused(
    `--cron ${JSON.stringify(cron)}: expected five fields, got ${fields.length}. ` +
      'They are minute, hour, day, month and weekday, such as "0 3 * * *"; the zone is --timezone.',
  );
}

function duration(option: string, text: string): number {
  const time = readDuration(text);
  if (time !== undefined) return time;
  throw refused(`${option} ${JSON.stringify(text)}: expected ${durationRule}; a second is the least`);
}

function zone(name: string): string {
  if (isTimeZone(name)) return name;
  throw refused(
    `--timezone ${JSON.stringify(name)}: there is no such time zone. Use an IANA name, such as Europe/Berlin or UTC.`,
  );
}

function refused(message: string): ClientError {
  return new ClientError('badInput', message);
}
