import { createHash } from 'node:crypto';
import type { Message } from '../domain/answering/messages.ts';
import { permutation } from '../domain/data/permutation.ts';
import type { QuestionGroup } from '../domain/data/question-group.ts';
import type { SampleImage, Split } from '../domain/data/sample.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import { type DataSource, InputError, type SourceRow } from '../sources/source.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { convertImage } from './images.ts';
import type { Done } from './images-done.ts';
import { holdsMetadata } from './metadata/holds.ts';
import { overlapping } from './overlapping.ts';

/** Rows under way at the same time: while images of some are written to disk, others are converted. */
const atOnce = 8;

export interface SplitReading {
  spec: RunSpec;
  source: DataSource;
  store: ArtifactStore;
  progress: Done;
  /** What the images look like, to be filled. */
  likenesses?: Map<string, string> | undefined;
  /** Ends the reading early, with its reason. */
  signal?: AbortSignal | undefined;
}

/** The rows that the spec takes of a split, their images converted and stored, in the order of the shuffle. */
export async function readSplit(
  split: Split,
  { spec, source, store, progress, likenesses, signal }: SplitReading,
): Promise<QuestionGroup[]> {
  const chosen = await choose(split, spec, source);
  progress.total += chosen.length;
  const imageOf = imageConverter(spec, store, likenesses);
  const leaves = spec.data.badRows === 'leave';
  const groups = new Map<number, QuestionGroup>();

  await overlapping(source.read(split, new Set(chosen)), atOnce, async ({ images, addresses, messages, ...rest }) => {
    signal?.throwIfAborted();
    if (addresses) throw new Error(`${split} image ${nameOf(rest)} was not fetched`);
    const converted: Converted[] = [];
    try {
      for (const bytes of images) converted.push(await imageOf(`${split} image ${nameOf(rest)}`, bytes));
    } catch (error) {
      if (!leaves || !(error instanceof InputError)) throw error;
      rest.problem = { why: error.message, reason: 'unreadable image' };
    }
    groups.set(rest.position, {
      ...rest,
      images: converted.map(({ image }) => image),
      origins: converted.map(({ origin }) => origin),
      ...(messages && { messages: withConverted(messages, converted) }),
      ...(rest.line && images.some(holdsMetadata) && { line: { ...rest.line, holdsMetadata: true } }),
    });
    progress.done += 1;
  });
  return chosen.map((position) => groups.get(position) as QuestionGroup);
}

function nameOf({ position, where }: Pick<SourceRow, 'position' | 'where'>): string {
  return where === undefined ? String(position) : `${position} (${where})`;
}

/** Positions of the rows to take, in shuffled order. */
export async function choose(split: Split, { data }: RunSpec, source: DataSource): Promise<number[]> {
  const count = await source.count(split);
  if (count === 0) throw new InputError(`the ${split} split is empty: ${whyEmpty(split, data)}`);
  const wanted = data.take[split] ?? 'all';
  const take = wanted === 'all' ? count : wanted;
  if (take > count) {
    throw new InputError(`data.take.${split} is ${take}, but the split has ${count} rows. Take fewer, or all.`);
  }
  const chosen = permutation(data.seed, count).subarray(0, take);
  // Lines that are trained on as they are stay in their order, too.
  return [...(data.source.kind === 'chat' ? chosen.toSorted() : chosen)];
}

function whyEmpty(split: Split, { source, split: rule }: RunSpec['data']): string {
  return rule && source[split] === undefined
    ? 'data.split gives it no row'
    : `data.source.${split} names files without rows`;
}

/** An image as it is sent, with the hash of what the source holds. */
interface Converted {
  image: SampleImage;
  origin: string;
}

/** Converts each image once, however often it occurs. */
function imageConverter({ prompt, fineTune }: RunSpec, store: ArtifactStore, likenesses?: Map<string, string>) {
  const converted = new Map<string, Promise<SampleImage>>();

  async function convert(name: string, bytes: Uint8Array): Promise<SampleImage> {
    const { content, image, likeness } = await convertImage(bytes, prompt.image, {
      trains: fineTune !== undefined,
    }).catch((error: Error) => {
      const reason = error.message.split('\n')[0]?.trim();
      throw new InputError(`${name} of ${bytes.length} bytes cannot be read: ${reason}. Mend or remove it.`);
    });
    await store.putObject(content, image.mediaType);
    if (likeness !== undefined) likenesses?.set(image.sha256, likeness);
    return image;
  }

  return async (name: string, bytes: Uint8Array): Promise<Converted> => {
    const origin = createHash('sha256').update(bytes).digest('hex');
    const image = converted.get(origin) ?? convert(name, bytes);
    converted.set(origin, image);
    return { image: await image, origin };
  };
}

/** A source's messages name images by what it holds, a sample's by what is sent. */
function withConverted(messages: readonly Message[], converted: readonly Converted[]): Message[] {
  const sent = new Map(converted.map(({ image, origin }) => [origin, image.sha256]));
  return messages.map(({ role, content }) => ({
    role,
    content:
      typeof content === 'string'
        ? content
        : content.map((part) =>
            part.type === 'image' ? { ...part, sha256: sent.get(part.sha256) ?? part.sha256 } : part,
          ),
  }));
}
