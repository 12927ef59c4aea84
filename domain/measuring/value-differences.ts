/** A place where two plain values differ, such as `prompt.system`, with what is there. */
export interface ValueDifference {
  path: string;
  values: readonly [unknown, unknown];
}

/** Where two plain values (as JSON holds them) differ, key by key; lists are compared as a whole. */
export function differencesBetween(a: unknown, b: unknown, path = ''): ValueDifference[] {
  if (isRecord(a) && isRecord(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].flatMap((key) => differencesBetween(a[key], b[key], path === '' ? key : `${path}.${key}`));
  }
  return JSON.stringify(a) === JSON.stringify(b) ? [] : [{ path, values: [a, b] }];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const longest = 50;

/** A difference in words, with both values where they are short enough to be read. */
export function differenceInWords({ path, values }: ValueDifference, names: readonly [string, string]): string {
  const texts = values.map((value) => JSON.stringify(value) ?? 'nothing');
  if (texts.some((text) => text.length > longest)) return `${path} differs`;
  return `${path} is ${texts[0]} in ${names[0]}, ${texts[1]} in ${names[1]}`;
}
