import { ApiError } from '../api-error.ts';
import type { Example } from '../learning/examples.ts';
import type { Reader } from '../reading/reader.ts';
import { joinReadings, pageOf } from '../reading/reading.ts';
import { type TrainingLine, trainingLines } from './training-file.ts';

/** How the lines of a file become examples. */
export interface ReadOptions {
  reader: Reader;
  signal: AbortSignal;
  /** Why a line is to be left out, before it is looked at. */
  reasonToSkip(line: number): string | undefined;
  /** Hears of each line that is left out. */
  onSkip(line: number, reason: string): void;
}

const LINES_AHEAD = 8;

/** Reads the images of a checked file, several at a time; lines with an image that cannot be opened are left out. */
export async function readExamples(path: string, options: ReadOptions): Promise<Example[]> {
  const { reader, signal, reasonToSkip, onSkip } = options;
  const examples: Promise<Example | undefined>[] = [];
  for await (const line of trainingLines(path, signal)) {
    const reason = reasonToSkip(line.number);
    if (reason !== undefined) {
      onSkip(line.number, reason);
      continue;
    }
    const example = readExample(line, options);
    // Whoever awaits it below hears of a failure.
    example.catch(() => undefined);
    examples.push(example);
    // Some lines ahead of the readers, never the whole file in memory.
    await examples[examples.length - LINES_AHEAD * reader.width];
    signal.throwIfAborted();
  }
  return (await Promise.all(examples)).filter((example) => example !== undefined);
}

async function readExample(
  { number, question, answer, images, passage }: TrainingLine,
  { reader, onSkip }: ReadOptions,
) {
  try {
    const pages = await Promise.all(images.map(async (image) => await reader.read(image, { isUrgent: false })));
    return { question, answer, reading: images.length > 0 ? joinReadings(pages) : pageOf(passage) };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    onSkip(number, 'an image has an invalid format');
    return undefined;
  }
}
