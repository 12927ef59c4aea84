import { randomFillSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { AnswerOutcome } from '../../domain/answering/answer.ts';
import type { Sample, SampleImage } from '../../domain/data/sample.ts';
import { type RunSpec, RunSpecSchema } from '../../domain/spec/run-spec.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { openStore } from '../../storage/open-store.ts';
import { storeRun } from '../../test/fakes/stored-run.ts';

/** Writes a run of many samples into a store, as answering leaves it, and what the stages after it are given. */

const [directory = '', inputFile = '', count = '100000'] = process.argv.slice(2);

const spec = RunSpecSchema.parse({
  name: 'bench',
  data: { source: { train: 'train.parquet', test: 'test.parquet' } },
  prompt: { system: 'Answer.' },
  fineTune: { model: 'base-model' },
  candidates: { base: { model: 'base-model' }, tuned: { model: 'tuned' } },
  verdict: { compare: 'tuned', against: 'base' },
}) as RunSpec;

const kinds = ['title', 'author', 'genre', 'year', 'age'];
const store = openStore(directory);
const pictures = await storePictures(store, 600);
const samples = Array.from({ length: Number(count) }, (_, row) => sampleOf(row));
const answers = { base: samples.map(answerIn(3)), tuned: samples.map(answerIn(5)) };
const trivial = { byQuestion: {}, otherwise: 'yes' };
const measured = await storeRun(store, { runId: 'bench', spec, samples, answers, trivial, pageRows: 1000 });
await writeFile(inputFile, JSON.stringify(measured));

/** Five questions an image, one of them closed; more samples than pictures, so that a picture stands for several images. */
function sampleOf(row: number): Sample {
  const book = Math.floor(row / kinds.length);
  const type = kinds[row % kinds.length] ?? '';
  const image = pictures[book % pictures.length];
  if (!image) throw new Error('no picture was stored');
  return {
    id: `test-${row}`,
    row,
    group: `book-${book}`,
    cluster: `book-${book}`,
    question: `What is the ${type} of the book that is shown on this cover?`,
    targets: type === 'age' ? [book % 3 ? 'yes' : 'no'] : [`The ${type} of book number ${book}`],
    slices: { type, shelf: `shelf ${book % 20}` },
    images: [image],
  };
}

/** Right in about so many of eight; now and then a refusal or a failure, and many a long answer. */
function answerIn(eighths: number) {
  return ({ targets }: Sample, row: number): AnswerOutcome => {
    const chance = (row * 2654435761 + eighths * 97) % 4096;
    if (chance === 0) return { outcome: 'refused', by: 'model', text: 'I cannot say.' };
    if (chance === 1) return { outcome: 'failed', reason: '500 the server had an error' };
    const isRight = chance % 8 < eighths;
    const text = isRight
      ? (targets[0] ?? '')
      : `Something else, ${chance}. ${'It is hard to read. '.repeat(chance % 12)}`;
    return { outcome: 'answered', text, cutByLength: false };
  };
}

/** Pictures with something on them, as heavy as a cover. */
async function storePictures(to: ArtifactStore, number: number): Promise<SampleImage[]> {
  const [width, height] = [500, 760];
  return Array.fromAsync({ length: number }, async (): Promise<SampleImage> => {
    const noise = randomFillSync(Buffer.alloc(50 * 76 * 3));
    const content = await sharp(noise, { raw: { width: 50, height: 76, channels: 3 } })
      .resize(width, height)
      .jpeg({ quality: 80 })
      .toBuffer();
    const { sha256, bytes } = await to.putObject(content, 'image/jpeg');
    return { sha256, bytes, mediaType: 'image/jpeg', width, height };
  });
}
