import type { ArtifactStore } from '../storage/artifact-store.ts';

/**
 * A line that an attempt writes down around a creation which must not happen twice: at first that it is about to create,
 * then what came of it. An attempt that was killed in between leaves the first line alone.
 */
export interface Intent {
  /** The attempt; absent in runs of 0.1.0, where the last line of all holds. */
  by?: string;
  /** By the clock of its worker, for people to read: nothing is decided by it. */
  at: number;
  /** The provider has said that nothing was made. */
  settled?: true;
  /** The id that the provider gave. */
  made?: string;
  /** All that was made has been cancelled or has ended. */
  ended?: true;
}

/** What the intents of a creation say together. */
export interface Intents {
  /** Ids that the provider gave, the oldest first. */
  made: readonly string[];
  /** Attempts whose creation may have succeeded unseen. */
  open: ReadonlySet<string>;
  /** Nothing of it goes on at the provider. */
  ended: boolean;
}

/** Reads what attempts have written down. */
export async function readIntents(store: ArtifactStore, key: string): Promise<Intents> {
  const made = new Set<string>();
  const live = new Set<string>();
  const open = new Set<string>();
  for await (const intent of store.readSegments<Intent>(key)) {
    const { by = '' } = intent;
    if (intent.ended) for (const one of [live, open]) one.clear();
    else if (intent.made) for (const one of [made, live]) one.add(intent.made);
    else if (!intent.settled) open.add(by);
    if (intent.made || intent.settled) open.delete(by);
  }
  return { made: [...made], open, ended: live.size === 0 && open.size === 0 };
}

/** Writes one line more. */
export async function writeIntent(store: ArtifactStore, key: string, intent: Omit<Intent, 'at'>): Promise<void> {
  const segment = await store.openSegment(key);
  try {
    await segment.append({ ...intent, at: Date.now() } satisfies Intent);
  } finally {
    await segment.close();
  }
}
