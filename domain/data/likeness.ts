/** Pixels of an image, row by row, so many bytes each, of which the first three are red, green and blue. */
export interface Pixels {
  data: Uint8Array;
  width: number;
  height: number;
  channels: number;
}

const [columns, rows] = [9, 8];
/** Bits of the 64 that must be set and unset: a plain picture is as much like one as like another. */
const leastOfEach = 8;
/** Of the pixels along each side of a cell so many are looked at, or up to twice as many, where there are more. */
const mostSeen = 24;

/**
 * A hash that hardly changes when a picture is resized or encoded anew (dHash): of 9 × 8 cells, whether each is darker than
 * the next one, as 16 hexadecimal digits. Undefined of a picture so plain that its hash says nothing.
 */
export function likenessOf(pixels: Pixels): string | undefined {
  let bits = 0n;
  let set = 0;
  for (let row = 0; row < rows; row++) {
    const greys = Array.from({ length: columns }, (_, column) => greyOf(pixels, column, row));
    for (let column = 1; column < columns; column++) {
      const isDarker = (greys[column - 1] ?? 0) < (greys[column] ?? 0);
      bits = (bits << 1n) | BigInt(isDarker);
      set += Number(isDarker);
    }
  }
  return set < leastOfEach || 64 - set < leastOfEach ? undefined : bits.toString(16).padStart(16, '0');
}

/** The mean grey of a cell, times 8, since only the order of greys counts. */
function greyOf({ data, width, height, channels }: Pixels, column: number, row: number): number {
  const [left, right] = stretch(width, columns, column);
  const [top, bottom] = stretch(height, rows, row);
  const [stepX, stepY] = [right - left, bottom - top].map((side) => Math.max(1, Math.floor(side / mostSeen)));
  let sum = 0;
  let seen = 0;
  for (let y = top; y < bottom; y += stepY ?? 1) {
    for (let x = left; x < right; x += stepX ?? 1) {
      const at = (y * width + x) * channels;
      sum += 2 * (data[at] ?? 0) + 5 * (data[at + 1] ?? 0) + (data[at + 2] ?? 0);
      seen += 1;
    }
  }
  return sum / seen;
}

/** Where a cell begins and ends, at least a pixel apart. */
function stretch(side: number, cells: number, cell: number): [number, number] {
  const start = Math.min(Math.floor((side * cell) / cells), side - 1);
  return [start, Math.max(start + 1, Math.floor((side * (cell + 1)) / cells))];
}
