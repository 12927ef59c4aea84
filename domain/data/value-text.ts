/** A value of the data as a text, or in words what is there instead of one. */
export type ValueText = { text: string } | { what: string };

/**
 * A value as the text that it stands for: texts without white space around them, numbers as the shortest decimal, dates in
 * ISO 8601, truth values as `true` and `false`; what there is not, and white space alone, as an empty text.
 */
export function valueText(value: unknown): ValueText {
  if (value === null || value === undefined) return { text: '' };
  if (typeof value === 'string') return { text: value.trim() };
  if (typeof value === 'number')
    return Number.isFinite(value) ? { text: decimalText(value) } : { what: `the number ${value}` };
  if (typeof value === 'bigint' || typeof value === 'boolean') return { text: String(value) };
  if (value instanceof Date) return { text: dateText(value) };
  if (value instanceof Uint8Array) return { what: 'bytes' };
  return { what: Array.isArray(value) ? 'a list' : 'a struct' };
}

/** The shortest digits that tell a number from all others, without an exponent: 0.0000001, not 1e-7. */
export function decimalText(number: number): string {
  const [digits = '', exponent] = String(number).split('e');
  if (exponent === undefined) return digits;
  const [sign, whole = '', fraction = ''] = /^(-?)(\d)(?:\.(\d+))?$/.exec(digits)?.slice(1) ?? [];
  const places = Number(exponent);
  const all = whole + (fraction ?? '');
  return `${sign}${places < 0 ? `0.${'0'.repeat(-places - 1)}${all}` : all.padEnd(places + 1, '0')}`;
}

/** The day alone where that is all: a date, or a time at midnight of UTC; empty where it is no date. */
export function dateText(date: Date): string {
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().replace(/T00:00:00\.000Z$|\.000(?=Z$)/, '');
}
