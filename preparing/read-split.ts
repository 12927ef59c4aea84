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

/** Takes a group for its place in the order of the shuffle. Who waits for what comes back holds no more than there is room for. */
export type TakeGroup = (place: number, group: QuestionGroup) => Promise<void> | undefined;

/** Reads the rows at some positions of a split in the order of the source, their images converted and stored. */
export async function readSplit(
  split: Split,
  chosen: Uint32Array,
  { spec, source, store, progress, likenesses, signal }: SplitReading,
  take: TakeGroup,
): Promise<void> {
  progress.total += chosen.length;
  const places = placesOf(chosen);
  const imageOf = imageConverter(spec, store, likenesses);
  const leaves = spec.data.badRows === 'leave';

  /** Nothing has to be waited for where there is neither an image to convert nor too much that is held. */
  function work(row: SourceRow): Promise<void> | undefined {
    signal?.throwIfAborted();
    if (row.addresses) throw new Error(`${split} image ${nameOf(row)} was not fetched`);
    if (row.images.length > 0) return workOnImages(row);
    const { images: _, ...rest } = row;
    return taken(row.position, { ...rest, images: [], origins: [] });
  }

  async function workOnImages({ images, messages, ...rest }: SourceRow): Promise<void> {
    const converted: Converted[] = [];
    try {
      for (const bytes of images) converted.push(await imageOf(`${split} image ${nameOf(rest)}`, bytes));
    } catch (error) {
      if (!leaves || !(error instanceof InputError)) throw error;
      rest.problem = { why: error.message, reason: 'unreadable image' };
    }
    await taken(rest.position, {
      ...rest,
      images: converted.map(({ image }) => image),
      origins: converted.map(({ origin }) => origin),
      ...(messages && { messages: withConverted(messages, converted) }),
      ...(rest.line && images.some(holdsMetadata) && { line: { ...rest.line, holdsMetadata: true } }),
    });
  }

  function taken(position: number, group: QuestionGroup): Promise<void> | undefined {
    progress.done += 1;
    return take(places[position] ?? -1, group);
  }

  await overlapping(source.read(split, { has: (position) => (places[position] ?? -1) !== -1 }), atOnce, work);
}

/** The place of each position in the order of the shuffle; -1 of those that are not chosen. */
function placesOf(chosen: Uint32Array): Int32Array {
  const last = chosen.reduce((one, other) => Math.max(one, other), 0);
  const places = new Int32Array(last + 1).fill(-1);
  for (const [place, position] of chosen.entries()) places[position] = place;
  return places;
}

function nameOf({ position, where }: Pick<SourceRow, 'position' | 'where'>): string {
  return where === undefined ? String(position) : `${position} (${where})`;
}

/** Positions of the rows to take, in shuffled order. */
export async function choose(split: Split, { data }: RunSpec, source: DataSource): Promise<Uint32Array> {
  const count = await source.count(split);
  if (count === 0) throw new InputError(`the ${split} split is empty: ${whyEmpty(split, data)}`);
  const wanted = data.take[split] ?? 'all';
  const take = wanted === 'all' ? count : wanted;
  if (take > count) {
    throw new InputError(`data.take.${split} is ${take}, but the split has ${count} rows. Take fewer, or all.`);
  }
  const chosen = permutation(data.seed, count).subarray(0, take);
  // Lines that are trained on as they are stay in their order, too.
  return data.source.kind === 'chat' ? chosen.toSorted() : chosen;
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
