import type { Message } from '../domain/answering/messages.ts';
import type { Split, TrainingLine } from '../domain/data/sample.ts';

/** One row of a source with the questions asked in it, before anything is checked. */
export interface SourceRow {
  /** Position in its split, from 0. */
  position: number;
  /** Its file, relative to the data folder, and its row or line, for messages to a person: `train.csv line 17`. */
  where?: string;
  /** What it shows, in order: no, one or several images. */
  images: readonly Uint8Array[];
  questions: unknown;
  answers: unknown;
  /** What else the spec names of its columns, by name: see `valueColumns`. */
  columns: Readonly<Record<string, unknown>>;
  /** The conversation before the target, for a source of them: image parts name `images` by the sha256 of their bytes. */
  messages?: readonly Message[];
  /** The line to train on, which goes through unchanged. */
  line?: TrainingLine;
  /** Why the row can be trained on and not be asked. */
  unaskable?: string;
  /** Why the row cannot be read, without its place, and the kind of it, by which it is counted; then nothing else counts. */
  problem?: { why: string; reason: string };
}

/** A split, or all rows that are yet to be split. */
export type Part = Split | 'all';

/** A file that a data set is read from. */
export interface SourceFile {
  /** Relative to the data folder. */
  path: string;
  split: Part;
  bytes: number;
  sha256: string;
}

/** Where rows of questions come from. Throws {@link InputError} for what a user has to mend. */
export interface DataSource {
  /** The files that it reads, with their hashes: all that is pinned. `onProgress` hears how many bytes have been hashed. */
  files(onProgress?: (progress: BytesRead) => void): Promise<SourceFile[]>;
  has(split: Part): boolean;
  count(split: Part): Promise<number>;
  /** The rows at some positions, in the order of the source; the whole split is never held. */
  read(split: Part, positions: Pick<ReadonlySet<number>, 'has'>): AsyncIterable<SourceRow>;
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
