import type { DataFile } from '../data-file.ts';

/** Bytes that are read at once: lines are mostly wanted one after the other. */
const pieceBytes = 1_000_000;

/** Reads ranges of a file; those of neighbours come of one read. */
export function lineBytes(file: DataFile): (start: number, bytes: number) => Promise<Uint8Array> {
  let piece = { start: 0, content: new Uint8Array() };
  return async (start, bytes) => {
    const isThere = start >= piece.start && start + bytes <= piece.start + piece.content.length;
    if (!isThere) {
      const end = Math.min(file.bytes, start + Math.max(bytes, pieceBytes));
      piece = { start, content: new Uint8Array(await file.slice(start, end)) };
    }
    return piece.content.subarray(start - piece.start, start - piece.start + bytes);
  };
}
