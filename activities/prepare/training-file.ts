import type { ArtifactRef } from '../../domain/artifact.ts';
import type { PreparedExample } from '../../domain/dataset.ts';
import { buildMessages } from '../../domain/prompt.ts';
import type { Row } from '../../domain/rows.ts';
import type { PromptSpec } from '../../domain/run-spec.ts';
import { toWire, type WireMessage } from '../../domain/wire-messages.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { createImageUrls } from '../image-urls.ts';

/** What the lines of a file are made of. */
export interface Lines {
  prompt: PromptSpec;
  examples: readonly PreparedExample[];
  rows: readonly Row[];
  /** Whether each line ends in the answer. */
  withAnswers: boolean;
}

/** Writes a training file line by line: it is mostly images, and never wholly in memory. */
export async function writeTrainingFile(store: ArtifactStore, key: string, lines: Lines): Promise<ArtifactRef> {
  return store.publish({ key, mediaType: 'application/jsonl', content: linesOf(store, lines) });
}

/** The lines as they are sent, each with its images inlined. */
export async function* linesOf(
  store: ArtifactStore,
  { prompt, examples, rows, withAnswers }: Lines,
): AsyncGenerator<string> {
  const imageUrls = createImageUrls(store);
  const shared = examples.map(({ image }) => image);
  for (const row of rows) {
    const messages: WireMessage[] = toWire(
      buildMessages(prompt, examples, row, { images: true, examples: true }),
      await imageUrls(shared, row.image),
      prompt.image.detail,
    );
    if (withAnswers) messages.push({ role: 'assistant', content: row.answer });
    yield `${JSON.stringify({ messages })}\n`;
  }
}
