import { createHash } from 'node:crypto';
import type { ArtifactRef } from '../domain/artifact.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { publishJson, readJson } from './json.ts';
import { keys } from './keys.ts';

/** What a model was asked and said, as a later run finds it. */
interface CachedEntry<Entry> {
  /** {@link requestKey} of the call. */
  key: string;
  entry: Entry;
}

/** Answers of earlier runs to the very same requests. Kept in memory by worker, so sized for a few million. */
export interface AnswerCache<Entry> {
  /** Fixes, once, which entries a run may reuse of a model at a provider. */
  pin(key: string, source: CacheSource): Promise<ArtifactRef>;
  /** The pinned entries by request. */
  entries(pin: ArtifactRef): Promise<ReadonlyMap<string, Entry>>;
  /** Offers what a run was told to later ones. */
  offer(source: CacheSource, name: string, entries: AsyncIterable<CachedEntry<Entry>>): Promise<void>;
}

/** Who answered: a model as requested, at an address. */
export interface CacheSource {
  baseUrl: string;
  model: string;
}

/** The cache of one kind of entry, such as `answers`. */
export function createAnswerCache<Entry>(store: ArtifactStore, kind: string): AnswerCache<Entry> {
  let last: { pin: string; entries: Promise<Map<string, Entry>> } | undefined;
  const folderOf = ({ baseUrl, model }: CacheSource) => keys.cache(kind, hashOf([baseUrl, model]));

  return {
    async pin(key, source) {
      const pinned = await store.find(key);
      if (pinned) return pinned;
      const refs = await Promise.all((await store.list(folderOf(source))).map((file) => store.find(file)));
      return publishJson(store, key, { files: refs });
    },
    entries(pin) {
      // Shards of one candidate come one after another.
      if (last?.pin !== pin.sha256) last = { pin: pin.sha256, entries: load(store, pin) };
      return last.entries;
    },
    async offer(source, name, entries) {
      const content = linesOf(entries);
      await store.publish({ key: `${folderOf(source)}${name}.jsonl`, mediaType: 'application/jsonl', content });
    },
  };
}

/** At another temperature the same request may get another answer, and that is what one wants to see. */
export function isReusable({ limits }: RunSpec, { temperature }: { temperature?: number }): boolean {
  return limits.reuseAnswers && temperature === 0;
}

/** The same for the same request, whatever else differs: model, messages with their images by hash, parameters. */
export function requestKey(request: object): string {
  return hashOf(request);
}

function hashOf(value: object): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

async function load<Entry>(store: ArtifactStore, pin: ArtifactRef): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  const { files } = await readJson<{ files: ArtifactRef[] }>(store, pin);
  for (const file of files) {
    for await (const { key, entry } of store.readLines<CachedEntry<Entry>>(file)) {
      if (!entries.has(key)) entries.set(key, entry);
    }
  }
  return entries;
}

async function* linesOf(entries: AsyncIterable<object>): AsyncGenerator<string> {
  for await (const entry of entries) yield `${JSON.stringify(entry)}\n`;
}
