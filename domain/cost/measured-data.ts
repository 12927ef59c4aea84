import type { PreparedExample } from '../data/dataset.ts';
import type { Row } from '../data/sample.ts';
import type { ImageSize } from '../tokens/image-tokens.ts';

/** Rows of a split as far as they were looked at, with the sizes of their images. */
export interface MeasuredRows {
  rows: readonly Row[];
  /** Rows of the source that were looked at, of those that the spec takes. */
  looked: { at: number; of: number };
}

/** What is known of data before it is prepared. */
export interface MeasuredData {
  /** The questions that are asked. */
  asked: MeasuredRows;
  /** The rows that are trained on. */
  train?: MeasuredRows | undefined;
  examples: readonly PreparedExample[];
  /** Images at addresses that nobody has fetched, of rows that were looked at: their sizes are guessed. */
  unseenImages?: number | undefined;
}

/** How many rows there are for each that was looked at. */
export function scaleOf({ looked }: MeasuredRows): number {
  return looked.at === 0 ? 1 : looked.of / looked.at;
}

/** The rows that a trial of so many questions asks, where they were all looked at. */
export function firstOf(measured: MeasuredRows, limit: number | undefined): MeasuredRows {
  if (limit === undefined || limit > measured.rows.length) return measured;
  return { rows: measured.rows.slice(0, limit), looked: { at: limit, of: limit } };
}

/** The images of rows and worked examples, by hash. */
export function sizesIn({ asked, train, examples }: MeasuredData): ReadonlyMap<string, ImageSize> {
  const shown = [asked.rows, train?.rows ?? [], examples].flat().flatMap(({ images }) => images);
  return new Map(shown.map((image) => [image.sha256, image]));
}
