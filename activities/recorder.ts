import { Context } from '@temporalio/activity';
import type { ArtifactRef } from '../domain/run/artifact.ts';
import { type Stop, Stopped } from '../providers/stop.ts';
import type { Pause } from '../providers/throttle/silence.ts';
import type { ArtifactStore, Segment } from '../storage/artifact-store.ts';
import { passingFailure, whyStopped } from './failures.ts';
import { type Lease, withHeartbeat } from './heartbeat.ts';

/** Items to be asked, each of which becomes one record of the file. */
export interface Recording<Item, Entry> {
  /** Of the complete file. */
  key: string;
  /** In the order of the complete file. */
  items: readonly Item[];
  idOf(item: Item): string;
  idOfEntry(entry: Entry): string;
  /** Records of earlier executions that stand. */
  prior?: readonly Entry[];
  /** Why nothing is asked at the moment, for whoever watches. */
  pausing?(): Pause | undefined;
  /** Asks one item; once it has to stop it begins no further call and throws {@link Stopped}. */
  ask(item: Item, stop: Stop): Promise<Entry>;
}

/** Asks what is missing, with every finished call stored before it counts, and publishes the complete file in order. */
export type Recorder = <Item, Entry>(recording: Recording<Item, Entry>) => Promise<ArtifactRef>;

/** A recorder stops an older attempt at the same file in its process: it may have been frozen, and wakes up to ask again. */
export function createRecorder(store: ArtifactStore): Recorder {
  const working = new Map<string, AbortController>();

  return async function record(recording) {
    const published = await store.find(recording.key);
    if (published) return published;
    const stop = new AbortController();
    working.get(recording.key)?.abort();
    working.set(recording.key, stop);
    try {
      return await askMissing(store, recording, stop);
    } finally {
      if (working.get(recording.key) === stop) working.delete(recording.key);
    }
  };
}

async function askMissing<Item, Entry>(
  store: ArtifactStore,
  recording: Recording<Item, Entry>,
  stop: AbortController,
): Promise<ArtifactRef> {
  const { key, items, idOf, idOfEntry } = recording;
  const entries = await recorded(store, recording);
  const missing = items.filter((item) => !entries.has(idOf(item)));
  const progress = () => {
    const pause = recording.pausing?.();
    return { done: entries.size, total: items.length, ...(pause && { pause }) };
  };

  await withHeartbeat(progress, async (lease) => {
    if (missing.length === 0) return;
    const segment = await store.openSegment(key);
    try {
      await askAll(missing, recording, stopOf(stop, lease, segment), async (entry) => {
        await segment.append(entry as object);
        entries.set(idOfEntry(entry), entry);
      });
    } finally {
      await segment.close();
    }
  });

  // Two attempts may have asked the same item: what is on disk first holds, for whoever reads it.
  const settled = await recorded(store, recording);
  const lines = items.map((item) => `${JSON.stringify(requiredOf(settled, idOf(item), key))}\n`);
  return store.publish({ key, mediaType: 'application/jsonl', content: lines });
}

/** A complete file is never changed: one with a gap must not become one. */
function requiredOf<Entry>(settled: ReadonlyMap<string, Entry>, id: string, key: string): Entry {
  const entry = settled.get(id);
  if (entry !== undefined) return entry;
  throw passingFailure('SegmentsUnsettled', `${key}: what was recorded of item ${id} is not in its segments (yet)`);
}

async function recorded<Item, Entry>(
  store: ArtifactStore,
  { key, idOfEntry, prior = [] }: Recording<Item, Entry>,
): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  const keep = (entry: Entry) => !entries.has(idOfEntry(entry)) && entries.set(idOfEntry(entry), entry);
  for await (const entry of store.readSegments<Entry>(key)) keep(entry);
  for (const entry of prior) keep(entry);
  return entries;
}

/** Asks all at once, under the provider's throttle; the first failure stops the others, and what is in flight is recorded. */
async function askAll<Item, Entry>(
  items: readonly Item[],
  { ask }: Recording<Item, Entry>,
  stop: Stop & { all(): void },
  keep: (entry: Entry) => Promise<void>,
): Promise<void> {
  const outcomes = await Promise.allSettled(
    items.map(async (item) => {
      try {
        await keep(await ask(item, stop));
      } catch (error) {
        stop.all();
        throw error;
      }
    }),
  );
  const errors = outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason as unknown);
  const cause = errors.find((error) => !(error instanceof Stopped));
  if (cause !== undefined) throw cause;
  if (errors.length > 0) throw whyStopped();
}

/** Work stops by a failure, a newer attempt or a cancellation, and when this attempt may have been given away. */
function stopOf(controller: AbortController, lease: Lease, { room }: Segment): Stop & { all(): void } {
  const signal = AbortSignal.any([controller.signal, Context.current().cancellationSignal]);
  return {
    all: () => controller.abort(),
    // A kill costs the calls in flight and what waits to be stored: while the store is slow, that grows no further.
    ready: room,
    signal,
    get aborted() {
      return signal.aborted || lease.hasLapsed();
    },
  };
}
