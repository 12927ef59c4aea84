import type { QuestionGroup } from '../domain/data/question-group.ts';
import type { Split } from '../domain/data/sample.ts';

/**
 * One row of a source with the questions asked in it, before anything is checked: a group whose images are as the source has
 * them. Image parts of its messages name them by the sha256 of their bytes.
 */
export interface SourceRow extends Omit<QuestionGroup, 'images' | 'origins'> {
  /** What it shows, in order: no, one or several images. */
  images: readonly Uint8Array[];
  /** Of images that nobody has fetched, in their order; absent without any. */
  addresses?: readonly URL[];
}

/** A split, or all rows that are yet to be split. */
export type Part = Split | 'all';

/** A file that a data set is read from. */
export interface SourceFile {
  /** Relative to the data folder; of a hub `owner/name@commit/path`. */
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
  /** What lies beside the rows of a split and is none, by what it is, such as pictures that no metadata names. */
  beside?(split: Part): Promise<Readonly<Record<string, number>>>;
  /** A range of a file that a row's `line` names; only sources that give such rows have it. */
  bytesOf?(file: string, start: number, end: number): Promise<Uint8Array>;
  /** Throws {@link InputError} where a file was written to since it was opened, so that not all that was read was pinned. */
  requireUnchanged(): Promise<void>;
  close(): Promise<void>;
}

/** Bytes read so far, of all there are. */
export interface BytesRead {
  done: number;
  total: number;
  /** What is done to them; default: they are read. */
  doing?: 'downloading';
  /** Why nothing comes at the moment, and until when, in milliseconds since 1970. */
  waiting?: { until: number; reason: string };
}

/** A spec or a data set cannot be used; the message says what, where and what to do. */
export class InputError extends Error {
  override name = 'InputError';
}

/** Data that a spec names is not in the data folder. */
export class MissingData extends InputError {
  override name = 'MissingData';
}

/** What holds the data cannot be reached, or has not answered as it should for as long as one waits. */
export class OutOfReach extends InputError {
  override name = 'OutOfReach';
}
