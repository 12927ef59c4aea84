import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { ArtifactRef } from '../domain/artifact.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { publishJson, readJson } from './json.ts';
import { keys } from './keys.ts';

/** What a model was asked and said, as a later run finds it. */
interface CachedEntry<Entry> {
  /** keyOf the question. */
  key: string;
  entry: Entry;
}

/** Who answered: a model as requested, of who was really called. */
export interface CacheSource {
  /** Of the provider as this worker calls it, which need not be the address of the spec. */
  identity: string;
  model: string;
}

/** Answers of earlier runs to the very same questions; those of several candidates are in memory side by side. */
export interface AnswerCache<Entry> {
  /** Fixes, once, which entries a run may reuse, and for whose it offers its own. */
  pin(key: string, sourceOf: () => Promise<CacheSource>): Promise<ArtifactRef>;
  /** The pinned entries by question. */
  entries(pin: ArtifactRef): Promise<ReadonlyMap<string, Entry>>;
  /** Offers what a run was told by the pinned source to later ones. */
  offer(pin: ArtifactRef, name: string, entries: AsyncIterable<CachedEntry<Entry>>): Promise<void>;
}

/** What is stored as a pin. */
interface Pinned {
  /** Absent in a pin of 0.1.0, whose entries may be those of another address. */
  source?: CacheSource;
  files: ArtifactRef[];
}

/** Of all maps that a worker keeps together: a few hundred bytes each. */
const mostEntries = 1_000_000;

/** The cache of one kind of entry, such as `answers`. */
export function createAnswerCache<Entry>(store: ArtifactStore, kind: string): AnswerCache<Entry> {
  const loaded = new LRUCache<string, Map<string, Entry>, ArtifactRef>({
    maxSize: mostEntries,
    sizeCalculation: (entries) => entries.size + 1,
    // A map that alone is too large is loaded for each shard, which is slow, and right.
    fetchMethod: (_sha256, _stale, { context }) => load(store, context),
  });
  const folderOf = ({ identity, model }: CacheSource) => keys.cache(kind, hashOf(['called', identity, model]));

  return {
    async pin(key, sourceOf) {
      const pinned = await store.find(key);
      if (pinned) return pinned;
      const source = await sourceOf();
      const refs = await Promise.all((await store.list(folderOf(source))).map((file) => store.find(file)));
      // A file may go between being listed and being looked at.
      const files = refs.filter((ref) => ref !== undefined);
      return publishJson(store, key, { source, files } satisfies Pinned);
    },
    entries: (pin) => loaded.forceFetch(pin.sha256, { context: pin }),
    async offer(pin, name, entries) {
      const { source } = await readJson<Pinned>(store, pin);
      if (!source) return;
      const content = linesOf(entries);
      await store.publish({ key: `${folderOf(source)}${name}.jsonl`, mediaType: 'application/jsonl', content });
    },
  };
}

/** Loads the entries of a pin when the first is wanted, once for a shard: while that takes a minute, the shard beats. */
export function knownBy<Entry>(
  cache: Pick<AnswerCache<Entry>, 'entries'>,
  pin: ArtifactRef | undefined,
): () => Promise<ReadonlyMap<string, Entry>> {
  let loading: Promise<ReadonlyMap<string, Entry>> | undefined;
  return () => {
    loading ??= pin ? cache.entries(pin) : Promise.resolve(new Map());
    return loading;
  };
}

/** At another temperature the same request may get another answer, and that is what one wants to see. */
export function isReusable({ limits }: RunSpec, { temperature }: { temperature?: number }): boolean {
  return limits.reuseAnswers && temperature === 0;
}

function hashOf(value: object): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

async function load<Entry>(store: ArtifactStore, pin: ArtifactRef): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  const { source, files } = await readJson<Pinned>(store, pin);
  for (const file of source ? files : []) {
    for await (const { key, entry } of store.readLines<CachedEntry<Entry>>(file)) {
      if (!entries.has(key)) entries.set(key, entry);
    }
  }
  return entries;
}

async function* linesOf(entries: AsyncIterable<object>): AsyncGenerator<string> {
  for await (const entry of entries) yield `${JSON.stringify(entry)}\n`;
}
