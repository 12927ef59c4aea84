import type { Example } from '../learning/examples.ts';
import type { Reader } from '../reading/reader.ts';
import { joinReadings } from '../reading/reading.ts';
import { trainingLines } from './training-file.ts';

const LINES_AHEAD = 8;

/** Reads the images of a checked file, several at a time; `skips` says which lines, counted from 1, to leave out. */
export async function readExamples(
  path: string,
  reader: Reader,
  signal: AbortSignal,
  skips: (line: number) => boolean = () => false,
): Promise<Example[]> {
  const examples: Promise<Example>[] = [];
  let number = 0;
  for await (const { question, answer, images } of trainingLines(path, signal)) {
    number += 1;
    if (skips(number)) continue;
    const readings = Promise.all(images.map(async (image) => await reader.read(image, { isUrgent: false })));
    const example = readings.then((pages) => ({ question, answer, reading: joinReadings(pages) }));
    // Whoever awaits it below hears of a failure.
    example.catch(() => undefined);
    examples.push(example);
    // Some lines ahead of the readers, never the whole file in memory.
    await examples[examples.length - LINES_AHEAD * reader.width];
    signal.throwIfAborted();
  }
  return await Promise.all(examples);
}
