import { createHash } from 'node:crypto';
import type { CallRecord } from '../domain/answering/answer.ts';
import type { SampleImage } from '../domain/data/sample.ts';
import type { SentParameters } from '../domain/models/parameters-sent.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { publishJson, readIfThere } from './json.ts';
import { keys } from './keys.ts';
import { unlessBroken } from './unless-broken.ts';

/** What became of a probe, as a run keeps it: it was paid like every other call. */
export interface ProbeRecord {
  /** The candidate or rater that was asked so. */
  who: string;
  outcome: 'answered' | 'empty' | 'refused';
  /** The model that the provider says has answered. */
  model?: string;
  call: CallRecord;
  /** Milliseconds since 1970. */
  at: number;
}

/** All that an answer to a probe holds for: whoever is asked so again within a day answers again. */
export interface ProbeSubject {
  identity: string;
  model: string;
  parameters: SentParameters;
  /** The image that was sent, and how closely it was to be looked at. */
  image?: Pick<SampleImage, 'width' | 'height' | 'bytes' | 'mediaType'> & { detail?: string | undefined };
  /** The name of the schema that was demanded. */
  schema?: string;
}

/** An answered probe as later runs find it; its usage tells what an image costs. */
export interface KeptProbe extends ProbeSubject {
  at: number;
  usage?: CallRecord['usage'];
  /** Tokens of its texts and its schema, as estimated, and the images that it showed: they took the rest of its usage. */
  shown?: { textTokens: number; images: number };
}

const keptFor = 24 * 60 * 60 * 1000;

/** The probe of such a subject that was answered within the last day, if any. */
export async function findProbe(
  store: ArtifactStore,
  subject: ProbeSubject,
  now: number,
): Promise<KeptProbe | undefined> {
  for (const key of (await store.list(keys.probe(hashOf(subject)))).toReversed()) {
    const kept = await unlessBroken(() => readIfThere<KeptProbe>(store, key));
    if (kept && kept.at > now - keptFor && kept.at <= now + keptFor) return kept;
  }
  return undefined;
}

/** Keeps an answered probe for whoever asks so within a day. */
export async function keepProbe(store: ArtifactStore, probe: KeptProbe): Promise<void> {
  const { at, usage: _, shown: __, ...subject } = probe;
  await publishJson(store, `${keys.probe(hashOf(subject))}${at}.json`, probe);
}

/** Writes down a probe that a run has paid for. */
export async function recordProbe(store: ArtifactStore, runId: string, probe: ProbeRecord): Promise<void> {
  const segment = await store.openSegment(keys.probes(runId));
  try {
    await segment.append(probe);
  } finally {
    await segment.close();
  }
}

/** The probes that a run has paid for. */
export async function readProbes(store: Pick<ArtifactStore, 'readSegments'>, runId: string): Promise<ProbeRecord[]> {
  return Array.fromAsync(store.readSegments<ProbeRecord>(keys.probes(runId)));
}

/** Whether images are sent and which schema matters, not which picture. */
function hashOf({ identity, model, parameters, image, schema }: ProbeSubject): string {
  const parts = [identity, model, parameters, image && [image.mediaType, image.detail], schema];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
