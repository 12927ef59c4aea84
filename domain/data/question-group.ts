import type { Message } from '../answering/messages.ts';
import type { BadRow } from './bad-rows.ts';
import type { SampleImage, TrainingLine } from './sample.ts';

/** A row of a source with all that is asked in it, in the order of the shuffle. */
export interface QuestionGroup {
  /** Position in the source. */
  position: number;
  /** File and row in the source, for messages to a person. */
  where?: string;
  images: readonly SampleImage[];
  /** Hashes of the images as the source has them, in their order. */
  origins: readonly string[];
  questions: unknown;
  answers: unknown;
  columns: Readonly<Record<string, unknown>>;
  /** The conversation before the target, image parts by the hashes of `images`. */
  messages?: readonly Message[];
  line?: TrainingLine;
  /** Why the row can be trained on and not be asked. */
  unaskable?: string;
  /** Why the row cannot be read. */
  problem?: Problem;
}

/** What keeps a row from being read, without its place. */
export type Problem = Omit<BadRow, 'where'>;
