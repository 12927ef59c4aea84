import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Example } from '../../packages/sandbox/learning/examples.ts';
import type { Ocr } from '../../packages/sandbox/reading/ocr.ts';

export type SetName = 'train' | 'validation' | 'test';

/** A question about a real cover, read. */
export interface CoverExample extends Example {
  /** The image, as the unit of dependence. */
  image: string;
  source: 'Standard Ebooks' | 'Gutenberg';
  type: QuestionType;
}

export const QUESTION_TYPES = ['title', 'author', 'genre', 'yes/no'] as const;
export type QuestionType = (typeof QUESTION_TYPES)[number];

interface CoverRow {
  image: string;
  questions: string[];
  answers: string[];
  set_name: SetName;
}

/** The covers of one set, five questions each; undefined where the data is not at hand. */
export function coverRows(dir: string, set: SetName): CoverRow[] | undefined {
  const path = join(dir, 'ocrvqa_shape.jsonl');
  if (!existsSync(path)) return undefined;
  return readLines<CoverRow>(path).filter(({ set_name }) => set_name === set);
}

/** Reads the covers: one list of questions a cover. */
export async function readCovers(dir: string, rows: readonly CoverRow[], ocr: Ocr): Promise<CoverExample[][]> {
  const licences = new Map(
    readLines<{ image: string; license: string }>(join(dir, 'metadata.jsonl')).map(({ image, license }) => [
      image,
      license,
    ]),
  );
  return await Promise.all(
    rows.map(async ({ image, questions, answers }) => {
      const reading = await ocr.read(readFileSync(join(dir, image)), false);
      const source = licences.get(image)?.startsWith('CC0') ? 'Standard Ebooks' : 'Gutenberg';
      return questions.map((question, index) => ({
        image,
        source,
        question,
        answer: answers[index] ?? '',
        reading,
        type: typeOf(question),
      }));
    }),
  );
}

const readLines = <T>(path: string): T[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

function typeOf(question: string): QuestionType {
  if (question.includes('title')) return 'title';
  if (/author|wrote/.test(question)) return 'author';
  return /genre|type/.test(question) ? 'genre' : 'yes/no';
}
