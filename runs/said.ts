import type { ArtifactStore } from '../storage/artifact-store.ts';
import { keys } from './keys.ts';

/** A provider's own sentence about a failure, cleaned; it stands in the store and in no history. */
export interface Said {
  /** What the history says of the failure. */
  message: string;
  said: string;
}

/** Writes down what a provider said. */
export async function writeSaid(store: ArtifactStore, runId: string, said: Said): Promise<void> {
  const segment = await store.openSegment(keys.said(runId));
  try {
    await segment.append(said);
  } finally {
    await segment.close();
  }
}

/** A text that quotes a failure's message, with what the provider said of it last. */
export async function withSaid(store: ArtifactStore, runId: string, text: string): Promise<string> {
  let last: string | undefined;
  for await (const { message, said } of store.readSegments<Said>(keys.said(runId))) {
    if (text.includes(message)) last = said;
  }
  return last === undefined ? text : `${text} (it said: ${last})`;
}
