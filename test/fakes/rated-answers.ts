import type { RatedAnswer } from '../../domain/calibration/draw.ts';
import { sampleOf } from './samples.ts';

/** An answer of its own to a question about an image of its own, unless told otherwise. */
export function ratedAnswer(
  candidate: string,
  row: number,
  label: string,
  answer = `${candidate} ${row}`,
): RatedAnswer {
  return { candidate, sample: sampleOf(row), repeat: 0, answer, label, itemId: `${row} ${answer}` };
}
