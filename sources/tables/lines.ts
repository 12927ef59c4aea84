import { InputError } from '../source.ts';

/** A line that is not blank, numbered from 1. */
export interface Line {
  line: number;
  /** Where it begins in the text, and its length without the line feed, in bytes. */
  start: number;
  bytes: number;
  /** Made when asked for: most lines may only have to be counted. */
  text(): string;
}

const lineFeed = 10;

/** The lines of a text in pieces, which end at line feeds. Throws {@link InputError} for one of more than `maxLine` bytes. */
export async function* linesOf(pieces: AsyncIterable<Buffer>, name: string, maxLine: number): AsyncGenerator<Line> {
  let begun: Buffer[] = [];
  let length = 0;
  let line = 1;
  let start = 0;

  function add(part: Buffer): void {
    begun.push(part);
    length += part.length;
    if (length > maxLine) {
      throw new InputError(
        `${name} line ${line} is longer than ${maxLine / 1e6} MB. Put its images into files of their own, or set maxLine.`,
      );
    }
  }

  function* ended(): Generator<Line> {
    const [first = Buffer.alloc(0)] = begun;
    const bytes = begun.length === 1 ? first : Buffer.concat(begun);
    if (!isBlank(bytes)) yield { line, start, bytes: length, text: () => bytes.toString() };
    start += length + 1;
    begun = [];
    length = 0;
    line += 1;
  }

  for await (const piece of pieces) {
    let from = 0;
    for (let end = piece.indexOf(lineFeed); end !== -1; end = piece.indexOf(lineFeed, from)) {
      add(piece.subarray(from, end));
      yield* ended();
      from = end + 1;
    }
    if (from < piece.length) add(piece.subarray(from));
  }
  yield* ended();
}

/** How many lines {@link linesOf} gives, in a fraction of its time; it does not care how long they are. */
export async function countLines(pieces: AsyncIterable<Buffer>): Promise<number> {
  let lines = 0;
  let isBegun = false;
  for await (const piece of pieces) {
    let from = 0;
    for (let end = piece.indexOf(lineFeed); end !== -1; end = piece.indexOf(lineFeed, from)) {
      if (isBegun || !isBlank(piece.subarray(from, end))) lines += 1;
      isBegun = false;
      from = end + 1;
    }
    isBegun ||= !isBlank(piece.subarray(from));
  }
  return isBegun ? lines + 1 : lines;
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d));
}
