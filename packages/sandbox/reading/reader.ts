import type { Database } from '../state/database.ts';
import { type ImageInput, imageBytes, imageKey } from './image.ts';
import type { Ocr } from './ocr.ts';
import type { Reading } from './reading.ts';

/** To be raised when the same image is read otherwise than before: older readings are then left alone. */
const READER = 2;

/** Reads each image once, whoever asks, and remembers the reading over restarts. */
export class Reader {
  readonly width: number;
  readonly #database: Database;
  readonly #ocr: Ocr;
  readonly #underWay = new Map<string, Promise<Reading>>();

  constructor(database: Database, ocr: Ocr) {
    this.#database = database;
    this.#ocr = ocr;
    this.width = ocr.width;
  }

  /** The print on the image, before others when it is urgent; a 400 when it is no image that can be opened. */
  async read(image: ImageInput, { isUrgent }: { isUrgent: boolean }): Promise<Reading> {
    const key = `${READER}:${imageKey(image)}`;
    const known = this.#database.sql.prepare('SELECT reading FROM readings WHERE image = ?').get(key);
    if (known !== undefined) return JSON.parse(String(known['reading']));
    const reading = this.#underWay.get(key) ?? this.#readAndKeep(key, image, isUrgent);
    this.#underWay.set(key, reading);
    return await reading.finally(() => this.#underWay.delete(key));
  }

  async #readAndKeep(key: string, image: ImageInput, isUrgent: boolean): Promise<Reading> {
    const reading = await this.#ocr.read(imageBytes(image), isUrgent);
    this.#database.sql
      .prepare('INSERT INTO readings VALUES (?, ?) ON CONFLICT DO NOTHING')
      .run(key, JSON.stringify(reading));
    return reading;
  }
}
