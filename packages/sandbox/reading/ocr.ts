import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { createWorker, OEM, PSM, type Worker } from 'tesseract.js';
import { invalidImage } from './image.ts';
import { soundLetters, toReading } from './lines.ts';
import type { Reading } from './reading.ts';

/** Reads the print on images, several at a time. */
export interface Ocr {
  /** How many images can be read at the same time. */
  readonly width: number;
  /** The print on an image, urgent ones first; a 400 of the API when it cannot be opened. */
  read(image: Uint8Array, isUrgent: boolean): Promise<Reading>;
  close(): Promise<void>;
}

const LONGEST_SIDE = 700;
const FEW_LETTERS = 16;
const MAX_PIXELS = 50_000_000;
const LANGUAGE_DATA = join(
  dirname(createRequire(import.meta.url).resolve('@tesseract.js-data/eng/package.json')),
  '4.0.0_best_int',
);

/** A pool of OCR workers in threads of their own, one a core, each started when it is first needed. */
export function openOcr(width = availableParallelism(), start = startWorker): Ocr {
  const idle: Worker[] = [];
  const started = new Set<Promise<Worker>>();
  const waiting: ((worker: Worker | undefined) => void)[] = [];

  const borrow = async (isUrgent: boolean): Promise<Worker> => {
    const worker = idle.pop();
    if (worker !== undefined) return worker;
    if (started.size < width) return await startOne();
    const handed = await new Promise<Worker | undefined>((resolve) =>
      isUrgent ? waiting.unshift(resolve) : waiting.push(resolve),
    );
    return handed ?? (await borrow(isUrgent));
  };
  const startOne = async (): Promise<Worker> => {
    const starting = start();
    started.add(starting);
    try {
      return await starting;
    } catch (error) {
      // The place is free again: whoever waits for this one starts another.
      started.delete(starting);
      waiting.shift()?.(undefined);
      throw error;
    }
  };
  const giveBack = (worker: Worker): void => {
    const next = waiting.shift();
    if (next === undefined) idle.push(worker);
    else next(worker);
  };

  return {
    width,
    async read(image, isUrgent) {
      const page = await normalise(image);
      const worker = await borrow(isUrgent);
      try {
        return await lookTwice(worker, page);
      } finally {
        giveBack(worker);
      }
    },
    async close() {
      await Promise.all([...started].map(async (worker) => await (await worker).terminate()));
    },
  };
}

async function startWorker(): Promise<Worker> {
  // With a wrong path the worker never settles, so look first.
  const file = join(LANGUAGE_DATA, 'eng.traineddata.gz');
  if (!existsSync(file)) throw new Error(`no language data at ${file}: install the packages again`);
  const worker = await createWorker('eng', OEM.LSTM_ONLY, {
    langPath: LANGUAGE_DATA,
    gzip: true,
    cacheMethod: 'none',
    workerPath: fileURLToPath(new URL('./ocr-thread.ts', import.meta.url)),
  });
  await worker.setParameters({ debug_file: '/dev/null' });
  return worker;
}

/** Looks for a page of text, and where hardly any is found, for scattered text. */
async function lookTwice(worker: Worker, page: Picture): Promise<Reading> {
  const first = await look(worker, page, PSM.AUTO);
  if (soundLetters(first) >= FEW_LETTERS) return first;
  const second = await look(worker, page, PSM.SPARSE_TEXT);
  return soundLetters(second) > soundLetters(first) ? second : first;
}

async function look(worker: Worker, { data, info }: Picture, mode: PSM): Promise<Reading> {
  await worker.setParameters({ tessedit_pageseg_mode: mode });
  const page = await worker.recognize(data, {}, { blocks: true });
  return toReading(page.data, info);
}

type Picture = Awaited<ReturnType<typeof normalise>>;

const normalise = async (image: Uint8Array) =>
  await sharp(image, { limitInputPixels: MAX_PIXELS })
    .rotate()
    .flatten({ background: 'white' })
    .resize({ width: LONGEST_SIDE, height: LONGEST_SIDE, fit: 'inside' })
    .png({ compressionLevel: 1 })
    .toBuffer({ resolveWithObject: true })
    .catch((error: Error) => {
      throw invalidImage(error.message);
    });
