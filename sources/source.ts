import type { Split } from '../domain/data/sample.ts';

/** One image of a source with the questions asked about it, before anything is checked. */
export interface SourceImage {
  /** Position in its split, from 0. */
  position: number;
  /** Its file and row, for messages to a person. */
  where?: string;
  bytes: Uint8Array;
  questions: unknown;
  answers: unknown;
  /** The columns that slices are made of, by name. */
  columns: Readonly<Record<string, unknown>>;
}

/** A file that a data set is read from. */
export interface SourceFile {
  /** Relative to the data folder. */
  path: string;
  split: Split;
  bytes: number;
  sha256: string;
}

/** Where images and questions come from. Throws {@link InputError} for what a user has to mend. */
export interface DataSource {
  /** The files that it reads, with their hashes: all that is pinned. `onProgress` hears how many bytes have been hashed. */
  files(onProgress?: (progress: BytesRead) => void): Promise<SourceFile[]>;
  has(split: Split): boolean;
  count(split: Split): Promise<number>;
  /** The images at some positions, in the order of the source; the whole split is never held. */
  read(split: Split, positions: ReadonlySet<number>): AsyncIterable<SourceImage>;
  /** Throws {@link InputError} where a file was written to since it was opened, so that not all that was read was pinned. */
  requireUnchanged(): Promise<void>;
  close(): Promise<void>;
}

/** Bytes read so far, of all there are. */
export interface BytesRead {
  done: number;
  total: number;
}

/** A spec or a data set cannot be used; the message says what, where and what to do. */
export class InputError extends Error {
  override name = 'InputError';
}

/** Data that a spec names is not in the data folder. */
export class MissingData extends InputError {
  override name = 'MissingData';
}
