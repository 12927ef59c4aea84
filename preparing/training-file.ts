import { buildMessages } from '../domain/answering/prompt.ts';
import { toWire, type WireMessage } from '../domain/answering/wire-messages.ts';
import type { PreparedExample } from '../domain/data/dataset.ts';
import type { Row, SampleImage } from '../domain/data/sample.ts';
import type { PromptSpec } from '../domain/spec/run-spec.ts';
import { createImageUrls, type ImageUrls } from '../runs/image-urls.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';

/** What the lines of a file are made of. */
export interface Lines {
  prompt: PromptSpec;
  examples: readonly PreparedExample[];
  /** Some at a time. */
  rows: AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>;
  /** Whether each line ends in the answer. */
  withAnswers: boolean;
}

/**
 * The lines as they are sent, each with its images inlined, in pieces. What all lines begin with (the system text and the
 * worked examples, most of the file) is spelt once: doing so for each line left 1.5 MB of garbage behind it.
 */
export async function* linesOf(store: ArtifactStore, lines: Lines): AsyncGenerator<string | Uint8Array> {
  const imageUrls = onceForNeighbours(createImageUrls(store));
  let beginning: Uint8Array | undefined;
  for await (const some of lines.rows) {
    for (const row of some) {
      const messages = await wireMessages(lines, row, imageUrls);
      const own = row.messages ? messages.splice(0) : messages.splice(-1);
      if (lines.withAnswers) own.push({ role: 'assistant', content: row.targets[0] ?? '' });
      if (row.messages) {
        yield `{"messages":${JSON.stringify(own)}}\n`;
        continue;
      }
      beginning ??= Buffer.from(`{"messages":${opened(messages)}`);
      yield beginning;
      yield `${JSON.stringify(own).slice(1)}}\n`;
    }
  }
}

/** A list in JSON that goes on: without its end, and with a comma where something stands in it. */
function opened(list: readonly unknown[]): string {
  return list.length === 0 ? '[' : `${JSON.stringify(list).slice(0, -1)},`;
}

async function wireMessages({ prompt, examples }: Lines, row: Row, imageUrls: UrlTexts): Promise<WireMessage[]> {
  const messages = buildMessages(prompt, examples, row, { images: true, examples: true });
  const shown = row.messages ? [] : examples.flatMap(({ images }) => images);
  const urls = await imageUrls([...shown, ...row.images]);
  return toWire(messages, urls, prompt.image.detail);
}

/** Data URLs by hash. */
type UrlTexts = (images: readonly SampleImage[]) => Promise<ReadonlyMap<string, string>>;

/** Neighbouring rows mostly ask about the same images, which are then read once for all of them. */
function onceForNeighbours(imageUrls: ImageUrls): UrlTexts {
  let last: { names: string; urls: ReturnType<UrlTexts> } | undefined;
  const textsOf = async (images: readonly SampleImage[]) =>
    new Map([...(await imageUrls(images))].map(([sha256, url]) => [sha256, url.toString('latin1')]));
  return (images) => {
    const names = images.map(({ sha256 }) => sha256).join(' ');
    if (last?.names !== names) last = { names, urls: textsOf(images) };
    return last.urls;
  };
}
