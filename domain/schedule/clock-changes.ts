/** A moment at which the clocks of a zone are put forward or back. */
export interface ClockChange {
  at: Date;
  /** What a clock there is ahead of UTC, in milliseconds, before and after. */
  before: number;
  after: number;
}

/** What a change of the clock does to a slot: there is none at its time that day, or there are two. */
export interface ClockTrouble {
  /** What the clock there shows, such as `2027-03-14 02:30`. */
  local: string;
  kind: 'dropped' | 'doubled';
}

const hour = 3_600_000;
const day = 24 * hour;

/** Whether there is such a time zone. */
export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** What a clock in a zone shows, such as `2027-03-14 02:30:00`. */
export function localTime(zone: string, at: Date): string {
  return new Date(at.getTime() + offsetAt(zone, at.getTime())).toISOString().slice(0, 19).replace('T', ' ');
}

/** The changes of the clock in a zone from one moment to another. */
export function clockChanges(zone: string, from: Date, to: Date): ClockChange[] {
  const changes: ClockChange[] = [];
  for (let start = from.getTime(); start < to.getTime(); start += day) {
    const [before, after] = [offsetAt(zone, start), offsetAt(zone, start + day)];
    if (before !== after) changes.push({ at: new Date(changeWithin(zone, start, start + day)), before, after });
  }
  return changes;
}

/** The stretch of time around a change in which its slots are looked at, wide enough for one slot before and after. */
export function aroundChange({ at }: ClockChange, interval: number): { from: Date; to: Date } {
  const width = Math.min(interval, 7 * day) + 3 * hour;
  return { from: new Date(at.getTime() - width), to: new Date(at.getTime() + width) };
}

/**
 * What a change of the clock does to slots. `wanted` are the times that the schedule names, each as if it were in UTC;
 * `slots` are those that come, both around the change. Who is due every few minutes goes on as before: what counts is
 * whether two slots come further apart, or closer together, than `interval`, the shortest time between two of them.
 */
export function troubleAt(
  { at, before, after }: ClockChange,
  { wanted, slots, interval }: { wanted: readonly Date[]; slots: readonly Date[]; interval: number },
): ClockTrouble[] {
  const moment = at.getTime();
  const times = slots.map((slot) => slot.getTime());
  if (after > before) {
    const gap = { from: moment + before, to: moment + after };
    const last = Math.max(...times.filter((time) => time < moment));
    const next = Math.min(...times.filter((time) => time >= moment));
    if (next - last <= interval) return [];
    const dropped = wanted.filter((time) => time.getTime() >= gap.from && time.getTime() < gap.to);
    return dropped.map((time) => ({ local: shown(time.getTime()), kind: 'dropped' }));
  }
  const overlap = before - after;
  const again = times.filter((time) => time >= moment && time < moment + overlap && times.includes(time - overlap));
  return overlap >= interval ? [] : again.map((time) => ({ local: shown(time + after), kind: 'doubled' }));
}

function shown(local: number): string {
  return new Date(local).toISOString().slice(0, 16).replace('T', ' ');
}

/** By halving: a change happens at a whole second. */
function changeWithin(zone: string, from: number, to: number): number {
  const before = offsetAt(zone, from);
  let [same, changed] = [from, to];
  while (changed - same > 1000) {
    const middle = Math.floor((same + changed) / 2000) * 1000;
    if (middle <= same) break;
    if (offsetAt(zone, middle) === before) same = middle;
    else changed = middle;
  }
  return Math.floor(changed / 1000) * 1000;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatIn(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const digits = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const;
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', second: '2-digit', ...digits });
  formats.set(zone, format);
  return format;
}

function offsetAt(zone: string, time: number): number {
  const parts = new Map(
    formatIn(zone)
      .formatToParts(time)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const date = [part('year'), part('month') - 1, part('day')] as const;
  const local = Date.UTC(...date, part('hour'), part('minute'), part('second'));
  return local - Math.floor(time / 1000) * 1000;
}
