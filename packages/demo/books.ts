import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

/** The closed set of genres, in OCR-VQA's wording. */
export const GENRES = [
  "Children's Books",
  'Literature & Fiction',
  'Science Fiction & Fantasy',
  'Mystery, Thriller & Suspense',
  'History',
  'Travel',
  'Biographies & Memoirs',
  'Science & Math',
] as const;

export type Genre = (typeof GENRES)[number];

const Book = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  title: z.string().min(1),
  subtitle: z.string().min(1).optional(),
  author: z.string().min(1),
  genre: z.enum(GENRES),
  year: z.int().max(1927),
});

/** A true book: what is asked about it, and what a cover may print. */
export type Book = z.infer<typeof Book>;

export const FACTS_FILE = new URL('facts.yaml', import.meta.url);

/** Reads the bibliographic facts, and refuses a file that breaks their schema. */
export function readBooks(): Book[] {
  return z.array(Book).parse(parse(readFileSync(FACTS_FILE, 'utf8')));
}
