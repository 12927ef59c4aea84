import type { PreparedExample } from './dataset.ts';
import type { Row } from './rows.ts';

/** What OpenAI takes for vision fine-tuning, and by which the others go (guide "vision fine-tuning", Files API). */
export const trainingRules = {
  minimumExamples: 10,
  maximumExamples: 50_000,
  imagesPerExample: 10,
  imageBytes: 10_000_000,
  fileBytes: 512_000_000,
};

/** What a training file breaks, in words; empty when it can be uploaded. Lines are numbered from 1. */
export function brokenTrainingRules(rows: readonly Row[], examples: readonly PreparedExample[]): string[] {
  const { minimumExamples, maximumExamples, imagesPerExample, imageBytes } = trainingRules;
  const problems: string[] = [];
  if (rows.length < minimumExamples)
    problems.push(`${rows.length} lines to train on; at least ${minimumExamples} are needed`);
  if (rows.length > maximumExamples)
    problems.push(`${rows.length} lines with images; at most ${maximumExamples} are allowed`);
  if (examples.length + 1 > imagesPerExample) {
    problems.push(
      `${examples.length + 1} images in each line (${examples.length} worked examples); at most ${imagesPerExample} are allowed`,
    );
  }
  for (const { row, image } of examples) {
    if (image.bytes > imageBytes)
      problems.push(`worked example, row ${row}: image of ${image.bytes} bytes; at most ${imageBytes} are allowed`);
  }
  for (const [index, { row, image }] of rows.entries()) {
    if (image.bytes > imageBytes)
      problems.push(`line ${index + 1}, row ${row}: image of ${image.bytes} bytes; at most ${imageBytes} are allowed`);
  }
  return problems;
}

/** What a written file breaks. */
export function brokenFileRules(name: string, bytes: number): string[] {
  const { fileBytes } = trainingRules;
  if (bytes <= fileBytes) return [];
  return [
    `${name} has ${bytes} bytes; a file may have ${fileBytes}. Take fewer images, or lower prompt.image.quality or maxSide.`,
  ];
}
