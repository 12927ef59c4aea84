/** Steps into a JSON value: names of keys, and places in lists. */
export type JsonPath = readonly (string | number)[];

const step = /^(?:\.?([\p{L}\p{N}_$-]+)|\[(\d+)\]|\["([^"]*)"\]|\['([^']*)'\])/u;

/** Reads a path such as `author.name`, `tools[0].name` or `["a key"]`; undefined when it is none. */
export function parseJsonPath(text: string): JsonPath | undefined {
  const path: (string | number)[] = [];
  for (let rest = text; rest !== ''; ) {
    const found = step.exec(rest);
    if (!found || (path.length === 0 && rest.startsWith('.'))) return undefined;
    if (path.length > 0 && found[1] !== undefined && !rest.startsWith('.')) return undefined;
    const [whole, name, index, ...quoted] = found;
    path.push(index === undefined ? (name ?? quoted.find((key) => key !== undefined) ?? '') : Number(index));
    rest = rest.slice(whole.length);
  }
  return path.length > 0 ? path : undefined;
}

/** The value at a path; undefined when nothing is there. */
export function valueAt(value: unknown, path: JsonPath): unknown {
  return path.reduce<unknown>((inner, key) => {
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, key)) return undefined;
    return (inner as Readonly<Record<string | number, unknown>>)[key];
  }, value);
}

const fence = /^```[a-z]*\n(.*)\n```$/is;

/** Reads an answer that is JSON, also in a code block of its own; undefined when it is not. */
export function readJsonText(text: string): unknown {
  const plain = text.trim();
  try {
    return JSON.parse(fence.exec(plain)?.[1] ?? plain);
  } catch {
    return undefined;
  }
}
