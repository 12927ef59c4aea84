import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import type { DataFile } from '../data-file.ts';
import { InputError } from '../source.ts';

/** Bytes that are read of a file at once. */
const pieceBytes = 256 * 1024;
const lineFeed = 10;

/** The text of a file as UTF-8 without a byte order mark, in pieces. Throws {@link InputError} where it is none in that encoding. */
export async function* utf8Of(file: DataFile, encoding: string): AsyncGenerator<Buffer> {
  const decoder = decoderOf(file, encoding);
  refuseOtherFiles(file, Buffer.from(await file.slice(0, Math.min(file.bytes, 4))), decoder.encoding);
  yield* decoder.encoding === 'utf-8' ? checked(file) : converted(file, decoder);
}

function decoderOf({ name }: DataFile, encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding, { fatal: true });
  } catch {
    throw new InputError(
      `${name}: no encoding is called ${JSON.stringify(encoding)}. Names are those of the web, such as windows-1252, utf-16le, shift_jis.`,
    );
  }
}

const otherFiles: readonly { start: string; what: string }[] = [
  { start: 'fffe', what: 'is UTF-16. Save it as UTF-8, or set encoding: utf-16le' },
  { start: 'feff', what: 'is UTF-16. Save it as UTF-8, or set encoding: utf-16be' },
  { start: '504b0304', what: 'is a spreadsheet or a zip file. Export it as CSV in UTF-8' },
  { start: '1f8b', what: 'is compressed. Unpack it first (gunzip)' },
  { start: '50415231', what: 'is a Parquet file. Set kind: parquet' },
];

function refuseOtherFiles({ name }: DataFile, beginning: Buffer, encoding: string): void {
  if (encoding.startsWith('utf-16')) return;
  const other = otherFiles.find(({ start }) => beginning.toString('hex').startsWith(start));
  if (other) throw new InputError(`${name} ${other.what}.`);
}

async function* piecesOf({ bytes, slice }: DataFile): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes; at += pieceBytes) {
    yield Buffer.from(await slice(at, Math.min(at + pieceBytes, bytes)));
  }
}

async function* checked(file: DataFile): AsyncGenerator<Buffer> {
  let begun: Buffer = Buffer.alloc(0);
  let at = 0;
  for await (const read of piecesOf(file)) {
    const piece = begun.length > 0 ? Buffer.concat([begun, read]) : read;
    const end = at + piece.length >= file.bytes ? piece.length : endOfCharacters(piece);
    const whole = piece.subarray(0, end);
    if (!isUtf8(whole)) throw await notUtf8(file, at, whole);
    yield at === 0 && whole.subarray(0, 3).equals(byteOrderMark) ? whole.subarray(3) : whole;
    begun = piece.subarray(end);
    at += end;
  }
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** Where the last character ends that is there as a whole. */
function endOfCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= 3; back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? bytes.length - back : bytes.length;
    if (byte < 0x80) break;
  }
  return bytes.length;
}

async function notUtf8(file: DataFile, start: number, bytes: Buffer): Promise<InputError> {
  const wrong = start + firstWrong(bytes);
  const byte = (bytes[wrong - start] ?? 0).toString(16).padStart(2, '0');
  const { line, column } = await placeOf(file, wrong);
  return new InputError(
    `${file.name} line ${line} is not UTF-8: its byte ${column} is 0x${byte}. Save the file as UTF-8, or set encoding to what it is, such as windows-1252.`,
  );
}

/** Where the first broken character begins, found by halves: what begins well up to one byte does so up to each before it. */
function firstWrong(bytes: Uint8Array): number {
  let [well, wrong] = [0, bytes.length];
  while (wrong - well > 1) {
    const middle = (well + wrong) >> 1;
    if (beginsText(bytes.subarray(0, middle))) well = middle;
    else wrong = middle;
  }
  return endOfCharacters(bytes.subarray(0, wrong - 1));
}

function beginsText(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** Line and byte in it, both from 1, of a byte of the file. */
async function placeOf(file: DataFile, byte: number): Promise<{ line: number; column: number }> {
  let [line, lineStart, at] = [1, 0, 0];
  for await (const piece of piecesOf(file)) {
    for (let end = piece.indexOf(lineFeed); end !== -1 && at + end < byte; end = piece.indexOf(lineFeed, end + 1)) {
      line += 1;
      lineStart = at + end + 1;
    }
    at += piece.length;
    if (at > byte) break;
  }
  return { line, column: byte - lineStart + 1 };
}

async function* converted(file: DataFile, decoder: TextDecoder): AsyncGenerator<Buffer> {
  let lines = 0;
  try {
    for await (const piece of piecesOf(file)) {
      const text = decoder.decode(piece, { stream: true });
      lines += text.split('\n').length - 1;
      yield Buffer.from(text);
    }
    yield Buffer.from(decoder.decode());
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw error;
    throw new InputError(
      `${file.name} is not ${decoder.encoding}, somewhere behind line ${lines}. Set encoding to what it is.`,
    );
  }
}
