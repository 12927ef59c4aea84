import type { Message } from '../answering/messages.ts';

/** One image of a data set as it is sent to a provider: converted, content-addressed, without a name of its own. */
export interface SampleImage {
  sha256: string;
  /** Hash of the pixels in the source; absent where equal pixels are sent as equal bytes, so that its own hash tells. */
  pixels?: string;
  bytes: number;
  mediaType: 'image/jpeg' | 'image/png' | 'image/webp' | 'image/gif';
  width: number;
  height: number;
}

/** What is asked, and where it stands in the source. */
export interface Asked {
  /** Number of the row in its split, from 0, in shuffled order. */
  row: number;
  question: string;
  /** All images that the question shows, in their order: none, one or several. */
  images: readonly SampleImage[];
  /** The conversation that is asked as it stands, image parts by the hashes of `images`; absent where a prompt is made of the question. */
  messages?: readonly Message[];
  /** Dimension to slice, such as `{ answer: 'closed', type: 'Title' }`. */
  slices: Readonly<Record<string, string>>;
  /** The user's own id of the row; absent without a column of them. */
  ownId?: string;
  /** File and row of the source, such as `train.csv line 17`; absent where a row of the source holds many questions. */
  where?: string;
}

/** One question about no, one or several images. */
export interface Sample extends Asked {
  /** Opaque and stable: split and row, such as `test-17`. */
  id: string;
  /** What belongs together: the rows that show the same, unless the data names something else. */
  group: string;
  /** The unit of dependence: the group unless the data names a wider one. */
  cluster: string;
  /** Accepted answers; none where nobody has labelled the row, which can then be captured and not graded. */
  targets: readonly string[];
}

/** One question with its answers, numbered within its split. */
export interface Row extends Asked {
  /** Absent where what it shows tells. */
  group?: string;
  /** Absent where nothing wider than the group is known. */
  cluster?: string;
  /** Accepted answers, of which training uses the first; none where nobody has labelled it. */
  targets: readonly string[];
  /** The line to train on, where the source has it ready. */
  line?: TrainingLine;
  /** In place of the conversation of a row that is only trained on, of which nobody needs the text. */
  heard?: Heard;
}

/** What is known of a conversation. */
export interface Heard {
  /** By which it is known again, and each turn that it teaches: see `marksOf` and `lessonsOf`. */
  marks: readonly string[];
  lessons: readonly string[];
  /** Estimated, of the whole line. */
  tokens: number;
}

/** A training line that goes through unchanged: where its bytes lie, so that a file is never wholly in memory. */
export interface TrainingLine {
  /** Relative to the data folder. */
  file: string;
  start: number;
  /** Without the line feed. */
  bytes: number;
  /** Whether an image in it says more than its picture does, such as where it was taken. */
  holdsMetadata?: boolean;
}

/** The splits a data source may have; the rows of `unlabelled` have no answers, and are captured only. */
export const splits = ['train', 'validation', 'test', 'unlabelled'] as const;
export type Split = (typeof splits)[number];

/** True when every accepted answer is yes or no. */
export function isClosed(targets: readonly string[]): boolean {
  return targets.length > 0 && targets.every((target) => /^(yes|no)$/i.test(target.trim()));
}
