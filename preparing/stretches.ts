import type { TrainingLine } from '../domain/data/sample.ts';
import type { DataSource } from '../sources/source.ts';

/** Lines of a file of the source that follow one another, the last without its line feed. */
export interface Stretch {
  file: string;
  start: number;
  end: number;
}

/** Joins lines that follow one another in a file, as nearly all do that are trained on as they are. */
export function openStretches(): { add(line: TrainingLine): void; all(): readonly Stretch[] } {
  const stretches: Stretch[] = [];
  return {
    add({ file, start, bytes }) {
      const last = stretches.at(-1);
      if (last?.file === file && last.end + 1 === start) last.end = start + bytes;
      else stretches.push({ file, start, end: start + bytes });
    },
    all: () => stretches,
  };
}

/** Bytes that are copied at once. */
const pieceBytes = 1_000_000;

/** The lines of stretches, byte for byte, each with a line feed behind it. */
export async function* copied(
  source: Pick<DataSource, 'bytesOf'>,
  stretches: readonly Stretch[],
): AsyncGenerator<string | Uint8Array> {
  if (!source.bytesOf) throw new Error('the source gives no lines to train on as they are');
  for (const { file, start, end } of stretches) {
    for (let at = start; at < end; at += pieceBytes) {
      yield await source.bytesOf(file, at, Math.min(end, at + pieceBytes));
    }
    yield '\n';
  }
}
