import type { FileMetaData } from 'hyparquet';

/** What the thread is told to do, one after the other; each is answered by one {@link Answer}. */
export type Order =
  /** Takes a file of so many bytes for the one that is meant from then on, and reads its footer unless it is told. */
  | { open: { bytes: number; metadata: FileMetaData | undefined } }
  /** Decodes some columns of the rows `from` to `to`, of which those of `due` are wanted, counted from `from`. */
  | { decode: { columns: string[]; from: number; to: number; due: Uint32Array } }
  /** Gives the next of the wanted rows, as many as are handed over at once; none when all have been given. */
  | { next: true };

/** The bytes of a range that the thread has asked for. */
export interface Content {
  id: number;
  content: ArrayBuffer;
}

/** What the thread says: it wants the bytes of a range, or is done with its order. */
export type Said = { id: number; start: number; end: number } | { answer: Answer } | { error: string };

export interface Answer {
  metadata?: FileMetaData;
  /** The values of rows, in the order of the columns. */
  rows?: unknown[][];
}
