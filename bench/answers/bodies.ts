import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { RunSpecInput } from '../../domain/spec/run-spec.ts';
import { writeBenchData } from './data.ts';

/** Sizes of bodies that are measured: text alone, one image that five questions share, and six worked examples with it. */
export const bodyKinds = ['text', '100kB', '465kB'] as const;
export type BodyKind = (typeof bodyKinds)[number];

const system = 'Look at the cover and answer the question. Give the conclusion only.';
const covers = { source: { train: 'train.parquet', test: 'test.parquet' } };

/** What a spec says of its data and prompt, so that a body has such a size. */
export const specOfBody: Record<BodyKind, Pick<RunSpecInput, 'data' | 'prompt'>> = {
  text: {
    data: { source: { test: 'texts.jsonl' }, columns: { question: 'question', answer: 'answer' } },
    prompt: { system, question: '{question}' },
  },
  '100kB': {
    data: covers,
    prompt: { system, image: { format: 'jpeg', quality: 95 } },
  },
  '465kB': {
    data: covers,
    prompt: {
      system,
      examples: [0, 31, 62, 93, 124, 145].map((row) => ({ row, reasoning: 'It is printed on the cover.' })),
      // Rendered covers are about 50 kB then, and real ones about that at 50.
      image: { format: 'jpeg', quality: 91 },
    },
  },
};

/** Writes what the specs of some kinds read: so many rows, of text or five to an image. */
export async function writeBodies(
  directory: string,
  rows: number,
  kinds: readonly BodyKind[] = bodyKinds,
): Promise<void> {
  await mkdir(directory, { recursive: true });
  if (kinds.includes('text')) await writeTexts(directory, rows);
  if (kinds.some((kind) => kind !== 'text')) await writeBenchData(directory, Math.ceil(rows / 5));
}

async function writeTexts(directory: string, rows: number): Promise<void> {
  const words = 'a parcel that was sent on Monday has not arrived, and nobody answers the telephone; '.repeat(10);
  const lines = Array.from({ length: rows }, (_, row) => ({ question: `Ticket ${row}: ${words}`, answer: 'Delivery' }));
  await writeFile(path.join(directory, 'texts.jsonl'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}
