import type { ArtifactRef } from '../domain/run/artifact.ts';

/** A complete file to publish. */
export interface NewArtifact {
  key: string;
  mediaType: string;
  content: string | Uint8Array | AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;
}

/** A file that grows by whole lines while its owner works; readers ignore a torn last line. */
export interface Segment {
  /** Resolves when the line is stored. */
  append(record: object): Promise<void>;
  /** Resolves once few enough lines wait to be stored that a kill would lose no more than a store may keep waiting. */
  room(): Promise<void>;
  close(): Promise<void>;
}

/** A file as it lies in a store. */
export interface StoredFile {
  key: string;
  bytes: number;
  /** When it was written, or put again, in milliseconds since 1970 by the store's clock. */
  writtenAt: number;
}

/**
 * Where everything but references lives. Complete files appear at once or not at all, and are never changed.
 * Errors: {@link ArtifactError} naming the key.
 */
export interface ArtifactStore {
  /** Identity of the store; all workers of a task queue must share one. */
  id(): Promise<string>;
  /** Throws an {@link ArtifactError} where nothing can be published, so that one learns it before anything is paid. */
  probe(): Promise<void>;
  /**
   * Publishes a file; when the key is already taken, the earlier file wins and its reference comes back. `note` hears of
   * the file before it appears.
   */
  publish(artifact: NewArtifact, note?: (ref: ArtifactRef) => Promise<void>): Promise<ArtifactRef>;
  /** The reference of a published file, or undefined. */
  find(key: string): Promise<ArtifactRef | undefined>;
  /** The content, checked against the reference's sha256 and length. */
  read(ref: ArtifactRef): Promise<Buffer>;
  /** The JSON lines of a file, which is checked against the reference before the first: what is broken confuses nobody. */
  readLines<T>(ref: ArtifactRef): AsyncIterable<T>;
  /** A local path of the whole file, checked like {@link read}, for readers that need one (an upload). */
  localPath(ref: ArtifactRef): Promise<string>;
  /** Where a person finds a file: a path, or an address. */
  whereIs(key: string): string;
  /** Puts content under its own hash, once for all runs; what is there already counts as written now. */
  putObject(content: Uint8Array, mediaType: string): Promise<ArtifactRef>;
  readObject(sha256: string): Promise<Buffer>;
  /** Opens a new segment beside a file that is being made; never an existing one. */
  openSegment(key: string): Promise<Segment>;
  /** The whole records of all segments of a file, in segment order; one that is not as it was written is corrupted. */
  readSegments<T>(key: string): AsyncIterable<T>;
  /** Keys of published files below a prefix, sorted. */
  list(prefix: string): Promise<string[]>;
  /** Keys below a prefix of files that have segments, be they published or not; sorted. */
  listSegmented(prefix: string): Promise<string[]>;
  /** All files below a prefix as they lie, segments among them, sorted by key. */
  files(prefix: string): Promise<StoredFile[]>;
  /** Removes a file as it lies, unless it was written after `before`; true where it is gone, be it since ever. */
  remove(key: string, before?: number): Promise<boolean>;
}

/** A stored file is missing, changed, or cannot be read or written, or the store cannot be opened; the message names it. */
export class ArtifactError extends Error {
  override name = 'ArtifactError';
  /** `unreachable` passes by itself, perhaps; `unsupported` never does. */
  readonly code: 'missing' | 'corrupted' | 'unreadable' | 'unwritable' | 'unreachable' | 'unsupported';

  constructor(code: ArtifactError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
