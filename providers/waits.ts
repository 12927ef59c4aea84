/** The longest time that a call waits for its provider, in milliseconds; whoever has to wait for longer is blocked. */
export const longestPause = 10 * 60_000;

/** So far ahead a pause may end: what is later is a mistake, and no date. */
const farthest = 366 * 24 * 60 * 60_000;

/** The wait that a response asks for, in milliseconds from now; undefined when it names none that one can use. */
export function waitAskedFor(headers: Headers | undefined): number | undefined {
  const wait = retryAfterMs(headers) ?? retryAfter(headers?.get('retry-after')?.trim(), sentAt(headers));
  return wait === undefined ? undefined : Math.min(Math.max(0, wait), farthest);
}

function retryAfterMs(headers: Headers | undefined): number | undefined {
  const value = headers?.get('retry-after-ms');
  return value && Number.isFinite(Number(value)) ? Number(value) : undefined;
}

/** When the response was sent by the provider's own clock, from which the times that it names count: ours may differ. */
function sentAt(headers: Headers | undefined): number {
  return Date.parse(headers?.get('date') ?? '') || Date.now();
}

function retryAfter(value: string | undefined, now: number): number | undefined {
  if (!value) return undefined;
  const wait = Number.isNaN(Number(value)) ? Date.parse(value) - now : secondsAsWait(Number(value), now);
  return Number.isNaN(wait) ? undefined : wait;
}

/** A number of more than thirty years is a time; one of three thousand is one in milliseconds. */
function secondsAsWait(seconds: number, now: number): number {
  if (seconds > 100_000_000_000 && seconds < 10_000_000_000_000) return seconds - now;
  return seconds > 1_000_000_000 ? seconds * 1000 - now : seconds * 1000;
}
