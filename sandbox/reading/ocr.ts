import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { createWorker, OEM, PSM, type Worker } from 'tesseract.js';
import { invalidImage } from './image.ts';
import { toReading } from './lines.ts';
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
const MAX_PIXELS = 50_000_000;
const LANGUAGE_DATA = join(
  dirname(createRequire(import.meta.url).resolve('@tesseract.js-data/eng/package.json')),
  '4.0.0_best_int',
);

/** A pool of OCR workers in threads of their own, one a core, each started when it is first needed. */
export function openOcr(width = availableParallelism()): Ocr {
  const idle: Worker[] = [];
  const started: Promise<Worker>[] = [];
  const waiting: ((worker: Worker) => void)[] = [];

  const borrow = async (isUrgent: boolean): Promise<Worker> => {
    const worker = idle.pop();
    if (worker !== undefined) return worker;
    if (started.length === width) {
      return await new Promise((resolve) => (isUrgent ? waiting.unshift(resolve) : waiting.push(resolve)));
    }
    const starting = startWorker();
    started.push(starting);
    return await starting;
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
        const { data } = await worker.recognize(page.data, {}, { blocks: true });
        return toReading(data, page.info);
      } finally {
        giveBack(worker);
      }
    },
    async close() {
      await Promise.all(started.map(async (worker) => await (await worker).terminate()));
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
  });
  await worker.setParameters({ tessedit_pageseg_mode: PSM.AUTO, debug_file: '/dev/null' });
  return worker;
}

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
