import type { PreparedExample } from '../data/dataset.ts';
import type { Row, SampleImage } from '../data/sample.ts';

/** What a kind of provider takes for training. */
export interface TrainingRules {
  minimumExamples: number;
  maximumExamples: number;
  imagesPerExample: number;
  /** Of one image. */
  imageBytes: number;
  fileBytes: number;
}

/** What OpenAI takes for vision fine-tuning, and by which the others go (guide "vision fine-tuning", Files API). */
export const openAiTraining: TrainingRules = {
  minimumExamples: 10,
  maximumExamples: 50_000,
  imagesPerExample: 10,
  imageBytes: 10_000_000,
  fileBytes: 512_000_000,
};

/**
 * Epochs that OpenAI takes for `auto`, by its cookbook: three, but more for fewer than 100 examples in all, and fewer for
 * more than 25,000.
 */
export function openAiEpochs(lines: number): number {
  const usual = 3;
  const few = Math.min(25, Math.floor(100 / Math.max(1, lines)));
  const many = Math.max(1, Math.floor(25_000 / Math.max(1, lines)));
  return usual * lines < 100 ? Math.max(1, few) : usual * lines > 25_000 ? many : usual;
}

/** A file of lines to upload, before it is written. */
export interface PlannedFile {
  split: 'train' | 'validation';
  rows: readonly Row[];
  /** The worked examples that stand in every line. */
  examples: readonly PreparedExample[];
}

/** What a training or validation file would break, in words; empty when it can be uploaded. Lines count from 1. */
export function brokenTrainingRules(file: PlannedFile, rules: TrainingRules): string[] {
  return [...brokenCounts(file, rules), ...[imageSizeProblems, fileProblems].flatMap((find) => find(file, rules))];
}

/** The same as far as lines and images are counted, before an image has been converted. */
export function brokenCounts(file: PlannedFile, rules: TrainingRules): string[] {
  return [lineProblems, imageCountProblems].flatMap((find) => find(file, rules));
}

function lineProblems(
  { split, rows, examples }: PlannedFile,
  { minimumExamples, maximumExamples }: TrainingRules,
): string[] {
  const least = split === 'train' ? minimumExamples : 1;
  if (rows.length < least)
    return [`${rows.length} lines are left to ${purposeOf(split)}; at least ${least} are needed`];
  const showing = showsImages(examples) ? rows.length : rows.filter((row) => row.images.length > 0).length;
  if (showing > maximumExamples) return [`${showing} lines with images; at most ${maximumExamples} are allowed`];
  return [];
}

function purposeOf(split: PlannedFile['split']): string {
  return split === 'train' ? 'train on' : 'validate with';
}

function imageCountProblems({ rows, examples }: PlannedFile, { imagesPerExample: most }: TrainingRules): string[] {
  const shared = imagesOf(examples).length;
  const counts = rows.map(({ images }) => shared + images.length);
  const largest = counts.reduce((one, other) => Math.max(one, other), 0);
  if (largest <= most) return [];
  const where = counts.every((count) => count === largest) ? 'each line' : `line ${counts.indexOf(largest) + 1}`;
  return [`${largest} images in ${where} (${examples.length} worked examples); at most ${most} are allowed`];
}

function showsImages(examples: PlannedFile['examples']): boolean {
  return examples.some(({ images }) => images.length > 0);
}

function imagesOf(items: readonly Pick<Row, 'images'>[]): readonly SampleImage[] {
  return items.flatMap(({ images }) => images);
}

function imageSizeProblems({ rows, examples }: PlannedFile, { imageBytes }: TrainingRules): string[] {
  const images = [
    ...examples.flatMap(({ row, images }) => images.map((image) => ({ where: `worked example, row ${row}`, image }))),
    ...rows.flatMap(({ row, images }, index) =>
      images.map((image) => ({ where: `line ${index + 1}, row ${row}`, image })),
    ),
  ];
  return images
    .filter(({ image }) => image.bytes > imageBytes)
    .map(({ where, image }) => `${where}: image of ${image.bytes} bytes; at most ${imageBytes} are allowed`);
}

/** A file is mostly images: far too large a one is found out before it has filled the disk. */
function fileProblems({ split, rows, examples }: PlannedFile, rules: TrainingRules): string[] {
  const shared = inlinedBytes(imagesOf(examples));
  const bytes = rows.reduce((sum, { images, line }) => sum + (line?.bytes ?? shared + inlinedBytes(images)), 0);
  return brokenFileRules(`${split}.jsonl`, bytes, rules);
}

/** Bytes of images in base64. */
function inlinedBytes(images: readonly SampleImage[]): number {
  return images.reduce((sum, { bytes }) => sum + 4 * Math.ceil(bytes / 3), 0);
}

/** What a file of at least so many bytes breaks. */
export function brokenFileRules(name: string, bytes: number, { fileBytes }: TrainingRules): string[] {
  if (bytes <= fileBytes) return [];
  return [
    `${name} would have at least ${bytes} bytes; a file may have ${fileBytes}. Take fewer images, or lower prompt.image.quality or maxSide.`,
  ];
}
