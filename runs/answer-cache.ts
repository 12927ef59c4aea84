import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { CallRecord } from '../domain/answering/answer.ts';
import type { SentParameters } from '../domain/models/parameters-sent.ts';
import type { ArtifactRef } from '../domain/run/artifact.ts';
import type { RunInput } from '../domain/run/run.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { publishJson, readIfThere, readJson } from './json.ts';
import { keys, runOf } from './keys.ts';
import { unlessBroken } from './unless-broken.ts';

/** What a model was asked and said: one line of a shard. */
interface Told {
  outcome: string;
  /** Which one answered. */
  model?: string | undefined;
  grader?: string | undefined;
  call: CallRecord;
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
  offer(pin: ArtifactRef, name: string, offer: Offer): Promise<void>;
}

/**
 * Names what a run was told, and copies none of it: who takes it reads the run's own shards, held against the run's index.
 */
export interface Offer {
  /** Of the shards. */
  manifest: ArtifactRef;
  /** The grader whose ratings are meant, where it is not the judge. */
  grader?: string | undefined;
}

/** What is stored as a pin. */
interface Pinned {
  /** Absent in a pin of 0.1.0, whose entries may be those of another address. */
  source?: CacheSource;
  offers: Offer[];
}

/** Bound of all maps that a worker keeps, at a few hundred bytes an entry. */
const mostEntries = 1_000_000;

/** The outcome of a line that may be told again, by kind of entry. */
const outcomes = { answers: 'answered', ratings: 'rated' } as const;

/** The cache of one kind of entry. */
export function createAnswerCache<Entry extends Told>(
  store: ArtifactStore,
  kind: keyof typeof outcomes,
): AnswerCache<Entry> {
  const loaded = new LRUCache<string, Map<string, Entry>, ArtifactRef>({
    maxSize: mostEntries,
    sizeCalculation: (entries) => entries.size + 1,
    // A map that alone is too large is loaded for each shard, which is slow, and right.
    fetchMethod: (_sha256, _stale, { context }) => load(store, outcomes[kind], context),
  });
  const folderOf = ({ identity, model }: CacheSource) => keys.cache(kind, hashOf(['called', identity, model]));

  return {
    async pin(key, sourceOf) {
      const pinned = await store.find(key);
      if (pinned) return pinned;
      const source = await sourceOf();
      const offers: Offer[] = [];
      for (const file of await store.list(folderOf(source))) {
        const offer = await unlessBroken(() => wholeOffer(store, file));
        if (offer) offers.push(offer);
      }
      return publishJson(store, key, { source, offers } satisfies Pinned);
    },
    entries: (pin) => loaded.forceFetch(pin.sha256, { context: pin }),
    async offer(pin, name, offer) {
      const { source } = await readJson<Pinned>(store, pin);
      if (source) await publishJson(store, `${folderOf(source)}${name}.json`, offer);
    },
  };
}

/** An offer whose manifest is still the one that was offered. */
async function wholeOffer(store: ArtifactStore, file: string): Promise<Offer | undefined> {
  const offer = await readIfThere<Offer>(store, file);
  const found = offer && (await store.find(offer.manifest.key));
  return found?.sha256 === offer?.manifest.sha256 ? offer : undefined;
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

/** The same request may get another answer above temperature 0, which is what one wants to see unless the spec says otherwise. */
export function isReusable({ limits }: Pick<RunSpec, 'limits'>, { temperature }: SentParameters): boolean {
  return limits.reuseAnswers === 'always' || (limits.reuseAnswers && temperature === 0);
}

/**
 * Whether a run takes over answers of earlier runs, and offers its own to later ones. Who asks several times, or by a
 * schedule, wants to see whether the answers differ, not one answer several times.
 */
export function sharesAnswers(
  spec: Pick<RunSpec, 'limits' | 'repeats'>,
  parameters: SentParameters,
  { schedule }: Pick<RunInput, 'schedule'>,
): boolean {
  const isEach = spec.repeats === 1 || spec.limits.reuseAnswers === 'always';
  return schedule === undefined && isEach && isReusable(spec, parameters);
}

function hashOf(value: object): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

async function load<Entry extends Told>(
  store: ArtifactStore,
  outcome: string,
  pin: ArtifactRef,
): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  const { source, offers } = await readJson<Pinned>(store, pin);
  for (const offer of source ? offers : []) {
    const manifest = await unlessBroken(() => readJson<{ shards: ArtifactRef[] }>(store, offer.manifest));
    for (const shard of manifest?.shards ?? []) {
      for (const told of (await unlessBroken(() => Array.fromAsync(store.readLines<Entry>(shard)))) ?? []) {
        const { key } = told.call;
        // Behind a floating alias there may be another model tomorrow.
        const isReusable = told.outcome === outcome && told.grader === offer.grader && told.model === source?.model;
        if (isReusable && key !== undefined && !entries.has(key)) entries.set(key, reused(told, offer));
      }
    }
  }
  return entries;
}

/** An answer as another run takes it over, which pays nothing for it. */
function reused<Entry extends Told>(told: Entry, { manifest }: Offer): Entry {
  const { at, usage } = told.call;
  const reusedFrom = runOf(manifest.key);
  const call = { attempts: 0, milliseconds: 0, ...(at && { at }), reusedFrom, ...(usage && { usage }) };
  return { ...told, call };
}
