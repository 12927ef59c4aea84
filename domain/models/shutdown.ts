/** A model that its provider will stop serving. */
export interface Shutdown {
  provider: string;
  model: string;
  /** As the provider says it, such as `2027-01-14`. */
  date: string;
}

const day = 24 * 60 * 60 * 1000;
/** Days before its end from which on a model that stops is warned of. */
const nearDays = 90;

/** Whole days until a model stops, down to 0; undefined for a date that cannot be read. Times in milliseconds since 1970. */
export function daysLeft({ date }: Pick<Shutdown, 'date'>, now: number): number | undefined {
  const end = Date.parse(date);
  return Number.isNaN(end) ? undefined : Math.max(0, Math.floor((end - now) / day));
}

/** Whether a model may stop before a run is done that is expected to take so many milliseconds, and as long again. */
export function stopsTooSoon({ date }: Pick<Shutdown, 'date'>, now: number, expected: number): boolean {
  return Date.parse(date) < now + 2 * expected;
}

/** Whether a model stops so soon that one should know. */
export function stopsSoon(shutdown: Pick<Shutdown, 'date'>, now: number): boolean {
  const left = daysLeft(shutdown, now);
  return left !== undefined && left < nearDays;
}

/** One line, such as `gpt-4o-2024-08-06 stops on 2027-01-14, in 47 days`. */
export function shutdownText(shutdown: Shutdown, now: number): string {
  const left = daysLeft(shutdown, now);
  const when = left === undefined ? '' : left === 0 ? ', now' : `, in ${left} ${left === 1 ? 'day' : 'days'}`;
  return `${shutdown.model} stops on ${shutdown.date}${when}`;
}
