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

/** A file of lines to upload, before it is written: what it would break is found while its rows stream by. */
export interface PlannedFile {
  add(row: Pick<Row, 'row' | 'images' | 'line'>): void;
  /** In words; empty when it can be uploaded. Lines count from 1. */
  broken(): string[];
  /** The same as far as lines and images are counted, before an image has been converted. */
  brokenCounts(): string[];
}

/** A file whose lines all begin with some worked examples. */
export function planFile(
  split: 'train' | 'validation',
  examples: readonly PreparedExample[],
  rules: TrainingRules,
): PlannedFile {
  const shared = imagesOf(examples);
  const sharedBytes = inlinedBytes(shared);
  const most = openMostImages();
  const tooLarge = examples.flatMap(({ row, images }) => sizeProblems(`worked example, row ${row}`, images, rules));
  let [lines, showing, bytes] = [0, 0, 0];
  const brokenCounts = () => [
    ...lineProblems(split, { lines, showing }, rules),
    ...most.problems(examples.length, rules),
  ];
  return {
    add({ row, images, line }) {
      lines += 1;
      if (shared.length + images.length > 0) showing += 1;
      bytes += line?.bytes ?? sharedBytes + inlinedBytes(images);
      most.add(shared.length + images.length);
      tooLarge.push(...sizeProblems(`line ${lines}, row ${row}`, images, rules));
    },
    brokenCounts,
    // A file is mostly images: far too large a one is found out before it has filled the disk.
    broken: () => [...brokenCounts(), ...tooLarge, ...brokenFileRules(`${split}.jsonl`, bytes, rules)],
  };
}

function lineProblems(
  split: 'train' | 'validation',
  { lines, showing }: { lines: number; showing: number },
  { minimumExamples, maximumExamples }: TrainingRules,
): string[] {
  const least = split === 'train' ? minimumExamples : 1;
  const purpose = split === 'train' ? 'train on' : 'validate with';
  if (lines < least) return [`${lines} lines are left to ${purpose}; at least ${least} are needed`];
  if (showing > maximumExamples) return [`${showing} lines with images; at most ${maximumExamples} are allowed`];
  return [];
}

/** Keeps the line with the most images, the first of them. */
function openMostImages() {
  let [lines, most, line, isEach] = [0, 0, 0, true];
  return {
    add(images: number): void {
      lines += 1;
      if (lines > 1 && images !== most) isEach = false;
      if (lines === 1 || images > most) [most, line] = [images, lines];
    },
    problems(examples: number, { imagesPerExample }: TrainingRules): string[] {
      if (most <= imagesPerExample) return [];
      const where = isEach ? 'each line' : `line ${line}`;
      return [`${most} images in ${where} (${examples} worked examples); at most ${imagesPerExample} are allowed`];
    },
  };
}

function imagesOf(items: readonly Pick<Row, 'images'>[]): readonly SampleImage[] {
  return items.flatMap(({ images }) => images);
}

function sizeProblems(where: string, images: readonly SampleImage[], { imageBytes }: TrainingRules): string[] {
  return images
    .filter((image) => image.bytes > imageBytes)
    .map((image) => `${where}: image of ${image.bytes} bytes; at most ${imageBytes} are allowed`);
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
