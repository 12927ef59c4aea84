/** Rows that are handed over at once, and bytes of images in them, but for the last row. */
const [mostRows, mostBytes] = [1000, 16_000_000];

/** The next rows, with buffers of their own: what a page holds would travel as a whole with each of its values. */
export function nextRows(wanted: readonly unknown[][], from: number): { rows: unknown[][]; owned: ArrayBuffer[] } {
  const rows: unknown[][] = [];
  const owned: ArrayBuffer[] = [];
  let bytes = 0;
  for (let at = from; at < wanted.length && rows.length < mostRows && bytes < mostBytes; at += 1) {
    rows.push((wanted[at] ?? []).map(own));
  }
  return { rows, owned };

  function own(value: unknown): unknown {
    if (typeof value !== 'object' || value === null || value instanceof Date) return value;
    if (Array.isArray(value)) return value.map(own);
    if (!(value instanceof Uint8Array)) return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, own(v)]));
    const copy = new Uint8Array(value);
    owned.push(copy.buffer);
    bytes += copy.length;
    return copy;
  }
}
