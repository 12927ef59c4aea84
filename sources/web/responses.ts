/** Milliseconds that a response asks one to wait: seconds, or a date by its own clock; undefined where it asks for none. */
export function waitAskedFor(headers: Headers): number | undefined {
  const value = headers.get('retry-after')?.trim();
  if (!value) return undefined;
  const seconds = Number(value);
  const wait = Number.isNaN(seconds)
    ? Date.parse(value) - (Date.parse(headers.get('date') ?? '') || Date.now())
    : seconds * 1000;
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

/** Why a call failed, such as `ECONNREFUSED`; messages may hold addresses. */
export function codeOf(error: unknown): string {
  const { cause, code, name } = error as { cause?: { code?: unknown; name?: unknown }; code?: unknown; name?: unknown };
  const words = [cause?.code, code, cause?.name, name];
  return words.map(String).find((word) => /^[A-Za-z][\w]{2,40}$/.test(word) && word !== 'undefined') ?? 'unknown';
}
