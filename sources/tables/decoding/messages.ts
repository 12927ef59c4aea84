import type { FileMetaData } from 'hyparquet';
import type { ArrowMetadata } from './arrow-metadata.ts';

/** What is known of a file before any of its rows is decoded, by its format. */
export interface Metadata {
  parquet: FileMetaData;
  arrow: ArrowMetadata;
}
export type Format = keyof Metadata;

/** What the thread is told to do, one after the other; each is answered by one {@link Answer}. */
export type Order =
  /** Takes a file of so many bytes for the one that is meant from then on, and reads its metadata unless it is told. */
  | { open: { bytes: number; format: Format; metadata: Metadata[Format] | undefined } }
  | { decode: Wanted }
  /** Gives the next of the wanted rows, as many as are handed over at once; none when all have been given. */
  | { next: true };

/** Some columns of a group of rows, `from` to `to`, of which those of `due` are wanted, counted from `from`. */
export interface Wanted {
  columns: string[];
  from: number;
  to: number;
  due: Uint32Array;
}

/** The bytes of a range that the thread has asked for. */
export interface Content {
  id: number;
  content: ArrayBuffer;
}

/** What the thread says: it wants the bytes of a range, or is done with its order. */
export type Said = { id: number; start: number; end: number } | { answer: Answer } | { error: string };

export interface Answer {
  metadata?: Metadata[Format];
  /** The values of rows, in the order of the columns. */
  rows?: unknown[][];
}

/** A file by the bytes of its ranges. */
export interface Bytes {
  byteLength: number;
  slice(start: number, end?: number): Promise<ArrayBuffer>;
}

/** A file whose rows can be decoded. */
export interface Decodable<F extends Format> {
  metadata: Metadata[F];
  /** The wanted rows of a group, each with the values of the columns. */
  decode(wanted: Wanted): Promise<unknown[][]>;
}
