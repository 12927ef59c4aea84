import { createHash } from 'node:crypto';
import { permutation } from '../../domain/data/permutation.ts';
import type { QuestionGroup } from '../../domain/data/rows.ts';
import type { SampleImage, Split } from '../../domain/data/sample.ts';
import type { RunSpec } from '../../domain/spec/run-spec.ts';
import { type DataSource, InputError, type SourceImage } from '../../sources/source.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import type { Done } from '../heartbeat.ts';
import { convertImage } from './images.ts';

/** Images under way at the same time: while some are written to disk, others are converted. */
const atOnce = 8;

export interface SplitReading {
  spec: RunSpec;
  source: DataSource;
  store: ArtifactStore;
  progress: Done;
  /** Ends the reading early, with its reason. */
  signal?: AbortSignal | undefined;
}

/** The images that the spec takes of a split, converted and stored, in the order of the shuffle. */
export async function readSplit(
  split: Split,
  { spec, source, store, progress, signal }: SplitReading,
): Promise<QuestionGroup[]> {
  const chosen = await choose(split, spec, source);
  progress.total += chosen.length;
  const imageOf = imageConverter(spec, store);
  const groups = new Map<number, QuestionGroup>();

  await overlapping(source.read(split, new Set(chosen)), atOnce, async ({ bytes, ...rest }) => {
    signal?.throwIfAborted();
    groups.set(rest.position, { ...rest, ...(await imageOf(`${split} image ${nameOf(rest)}`, bytes)) });
    progress.done += 1;
  });
  return chosen.map((position) => groups.get(position) as QuestionGroup);
}

function nameOf({ position, where }: Pick<SourceImage, 'position' | 'where'>): string {
  return where === undefined ? String(position) : `${position} (${where})`;
}

/** Positions of the images to take, in shuffled order. */
async function choose(split: Split, { data }: RunSpec, source: DataSource): Promise<number[]> {
  const count = await source.count(split);
  if (count === 0) throw new InputError(`the ${split} split is empty: data.source.${split} names files without rows`);
  const take = data.take[split] === 'all' ? count : data.take[split];
  if (take > count) {
    throw new InputError(`data.take.${split} is ${take}, but the split has ${count} rows. Take fewer, or all.`);
  }
  return [...permutation(data.seed, count).subarray(0, take)];
}

/** Converts each image once, however often it occurs. */
function imageConverter({ prompt }: RunSpec, store: ArtifactStore) {
  const converted = new Map<string, Promise<SampleImage>>();

  async function convert(name: string, bytes: Uint8Array): Promise<SampleImage> {
    const { content, image } = await convertImage(bytes, prompt.image).catch((error: Error) => {
      const reason = error.message.split('\n')[0]?.trim();
      throw new InputError(`${name} of ${bytes.length} bytes cannot be read: ${reason}. Mend or remove it.`);
    });
    await store.putObject(content, image.mediaType);
    return image;
  }

  return async (name: string, bytes: Uint8Array) => {
    const origin = createHash('sha256').update(bytes).digest('hex');
    const image = converted.get(origin) ?? convert(name, bytes);
    converted.set(origin, image);
    return { image: await image, origin };
  };
}

/** Works on what arrives, several at a time; throws the first error once all that began has ended. */
async function overlapping(
  images: AsyncIterable<SourceImage>,
  width: number,
  work: (image: SourceImage) => Promise<void>,
): Promise<void> {
  const under = new Set<Promise<void>>();
  const errors: unknown[] = [];
  try {
    for await (const image of images) {
      const working = work(image)
        .catch((error: unknown) => void errors.push(error))
        .finally(() => under.delete(working));
      under.add(working);
      if (under.size >= width) await Promise.race(under);
      if (errors.length > 0) break;
    }
  } finally {
    await Promise.all(under);
  }
  if (errors.length > 0) throw errors[0];
}
