const units = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** How a length of time is written. */
export const durationRule = 'a whole number of s, m, h or d, such as 90s, 30m, 6h or 1d, and ten years at most';

const longest = 3660 * units.d;

/** A length of time such as `6h`, in milliseconds; undefined for a text that is none. */
export function readDuration(text: string): number | undefined {
  const [, digits, unit] = /^([1-9]\d{0,8})([smhd])$/.exec(text) ?? [];
  const time = digits === undefined ? Number.NaN : Number(digits) * units[unit as keyof typeof units];
  return time <= longest ? time : undefined;
}

/** Whether a text is a length of time. */
export function isDuration(text: string): boolean {
  return readDuration(text) !== undefined;
}

/** A length of time in milliseconds as {@link readDuration} reads it, in the largest unit that keeps it whole. */
export function durationText(milliseconds: number): string {
  const seconds = Math.max(1, Math.round(milliseconds / 1000)) * 1000;
  const [unit, size] = Object.entries(units).findLast(([, size]) => seconds % size === 0) ?? ['s', units.s];
  return `${seconds / size}${unit}`;
}
