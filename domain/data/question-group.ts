import type { Message } from '../answering/messages.ts';
import type { BadRow } from './bad-rows.ts';
import type { SampleImage, TrainingLine } from './sample.ts';

/** A row of a source with all that is asked in it, in the order of the shuffle. */
export interface QuestionGroup {
  /** Position in its split, from 0. */
  position: number;
  /** Its file, relative to the data folder, and its row or line, for messages to a person: `train.csv line 17`. */
  where?: string;
  images: readonly SampleImage[];
  /** Hashes of the images as the source has them, in their order. */
  origins: readonly string[];
  questions: unknown;
  answers: unknown;
  /** What else the spec names of its columns, by name: see `valueColumns`. */
  columns: Readonly<Record<string, unknown>>;
  /** The conversation before the target, image parts by the hashes of `images`. */
  messages?: readonly Message[];
  /** The line to train on, which goes through unchanged. */
  line?: TrainingLine;
  /** Why the row can be trained on and not be asked. */
  unaskable?: string;
  /** Why the row can be asked and not be trained on. */
  untrainable?: string;
  /** Why the row cannot be read; then nothing else counts. */
  problem?: Problem;
}

/** What keeps a row from being read, without its place, and the kind of it, by which it is counted. */
export type Problem = Omit<BadRow, 'where'>;
