/** The wait that a `Retry-After` asks for, in milliseconds: seconds, or a date by our clock; undefined of anything else. */
export function retryAfter(value: string | null): number | undefined {
  if (!value) return undefined;
  const wait = /^\d+(\.\d+)?$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}
