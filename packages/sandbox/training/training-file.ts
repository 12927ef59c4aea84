import { createReadStream } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { askedTurn, imagesOf, textOf } from '../learning/turn.ts';
import { type ImageInput, imageDimensions, imageTokens } from '../reading/image.ts';
import { Message } from '../wire.ts';
import { JobFailure } from './job-failure.ts';
import { linesOf } from './lines-of.ts';

/** A training line as far as learning needs it: what is asked, on which images, and the right answer. */
export interface TrainingLine {
  /** Where it stands in the file, from 1. */
  number: number;
  question: string;
  answer: string;
  images: ImageInput[];
  /** What is read in place of images: see Turn. */
  passage: string[];
}

/** What was found in a file that a job can be made of. */
export interface FileCheck {
  examples: number;
  tokens: number;
  skipped: { line: number; reason: string }[];
}

const FEWEST_EXAMPLES = 10;
const MOST_EXAMPLES = 50_000;
const MOST_IMAGES = 10;
const MOST_IMAGE_BYTES = 10 * 2 ** 20;
const Line = z.object({ messages: z.array(Message).min(1) });

/** Checks every line of a JSONL file of conversations; the first bad one is an error that names it. */
export async function checkTrainingFile(
  path: string,
  signal: AbortSignal,
  fewest = FEWEST_EXAMPLES,
): Promise<FileCheck> {
  const check: FileCheck = { examples: 0, tokens: 0, skipped: [] };
  for await (const { number, messages } of conversationsOf(path, signal)) {
    checkMessages(messages, number);
    const reason = reasonToSkip(messages.flatMap(imagesOf));
    if (reason !== undefined) check.skipped.push({ line: number, reason });
    else check.tokens += tokensOf(messages);
    check.examples += 1;
  }
  if (check.examples < fewest)
    throw wrongCount(`${check.examples} example(s), but must have at least ${fewest} examples`);
  if (check.examples > MOST_EXAMPLES)
    throw wrongCount(`${check.examples} examples, but at most ${MOST_EXAMPLES} are allowed`);
  return check;
}

/** The lines of a checked file that can be learned from, one at a time. */
export async function* trainingLines(path: string, signal: AbortSignal): AsyncGenerator<TrainingLine> {
  for await (const { number, messages } of conversationsOf(path, signal)) {
    if (reasonToSkip(messages.flatMap(imagesOf)) !== undefined) continue;
    const { question, images, passage } = askedTurn(messages.slice(0, -1));
    yield { number, question, images, passage, answer: textOf(messages.at(-1) as Message).trim() };
  }
}

async function* conversationsOf(path: string, signal: AbortSignal) {
  let number = 0;
  for await (const text of linesOf(createReadStream(path))) {
    signal.throwIfAborted();
    number += 1;
    if (text.trim() === '') continue;
    yield { number, messages: parseLine(text, number) };
    // A line takes about a millisecond: let the server answer in between.
    await setImmediate();
  }
}

function checkMessages(messages: readonly Message[], number: number): void {
  const last = messages.at(-1);
  if (last?.role !== 'assistant')
    throw invalidFile(number, `the last message must be from the assistant, found "${last?.role}"`);
  if (messages.some((message) => message.role === 'assistant' && imagesOf(message).length > 0)) {
    throw invalidFile(number, 'images are not allowed in assistant messages');
  }
}

function parseLine(text: string, number: number): Message[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw invalidFile(number, 'it is not valid JSON');
  }
  const parsed = Line.safeParse(json);
  if (parsed.success) return parsed.data.messages;
  const issue = parsed.error.issues[0];
  throw invalidFile(number, `${issue?.path.join('.') || 'line'}: ${issue?.message}`);
}

function reasonToSkip(images: readonly ImageInput[]): string | undefined {
  if (images.length > MOST_IMAGES) return `it has ${images.length} images, at most ${MOST_IMAGES} are allowed`;
  for (const image of images) {
    if ((image.url.length * 3) / 4 > MOST_IMAGE_BYTES) return 'an image is too large';
    try {
      imageDimensions(image);
    } catch {
      return 'an image has an invalid format';
    }
  }
  return undefined;
}

/** Counted as a request with these messages is. */
const tokensOf = (messages: readonly Message[]): number =>
  messages.reduce((sum, message) => sum + 4 + Math.ceil(textOf(message).length / 4) + tokensOfImages(message), 0);

const tokensOfImages = (message: Message): number =>
  imagesOf(message).reduce((sum, image) => sum + imageTokens(image), 0);

const invalidFile = (line: number, reason: string) =>
  new JobFailure(`Invalid file format. Line ${line}: ${reason}.`, 'invalid_training_file');

const wrongCount = (found: string) => new JobFailure(`The file has ${found}`, 'invalid_n_examples');
