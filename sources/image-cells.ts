/** What a cell of an image column holds: bytes, as they are or in base64, the name of a file, an address, nothing, or what is no image. */
export type ImageCell =
  | { bytes: Uint8Array }
  | { base64: string }
  | { file: string }
  | { address: string }
  | { problem: string }
  | { nothing: true };

/** Reads a cell: bytes, `{ bytes, path }` as the hub's `Image` feature stores them, a data URL, an address, or the name of a file. */
export function readImageCell(cell: unknown): ImageCell {
  if (cell === null || cell === undefined) return { nothing: true };
  if (cell instanceof Uint8Array) return cell.length > 0 ? { bytes: cell } : { nothing: true };
  if (typeof cell === 'string') return readText(cell);
  if (typeof cell !== 'object' || Array.isArray(cell)) return { problem: `holds ${inWords(cell)} and no image` };
  const { bytes, path } = cell as { bytes?: unknown; path?: unknown };
  if (bytes instanceof Uint8Array && bytes.length > 0) return { bytes };
  if (typeof bytes === 'string' && bytes !== '') return { base64: bytes };
  if (typeof path === 'string') return readText(path);
  return bytes === undefined && path === undefined
    ? { problem: 'holds a struct without bytes and path, and no image' }
    : { nothing: true };
}

function inWords(cell: unknown): string {
  return Array.isArray(cell) ? 'a list of lists' : `the ${typeof cell} ${cell}`;
}

/** Characters of a scheme that a message repeats. */
const shown = 20;

function readText(text: string): ImageCell {
  const name = text.trim();
  if (name === '') return { nothing: true };
  if (/^data:/i.test(name)) return readDataUrl(name);
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(name)?.[1];
  if (scheme === undefined) return { file: name };
  if (/^https?$/i.test(scheme)) return { address: name };
  const what = `names an address of ${scheme.slice(0, shown)}:`;
  return { problem: `${what} Images are read from files, or fetched by https: download it, and name the file` };
}

function readDataUrl(url: string): ImageCell {
  const comma = url.indexOf(',');
  if (!/^data:image\/[a-z0-9.+-]+(;[^,;]*)*;base64$/i.test(url.slice(0, Math.max(comma, 0)))) {
    return { problem: `holds ${JSON.stringify(url.slice(0, 40))}, which is no data URL of an image in base64` };
  }
  return { base64: url.slice(comma + 1) };
}

/** The bytes that a text in base64 stands for. */
export function fromBase64(text: string): { bytes: Uint8Array } | { problem: string } {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length > 0 ? { bytes } : { problem: 'holds no image, but a text that is no base64' };
}
