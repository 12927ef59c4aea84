import type { ArtifactRef } from '../run/artifact.ts';
import type { Settings } from '../run/plan.ts';
import type { StoredOrigin } from '../stored/origin.ts';

/** When a schedule is due. */
export interface ScheduleTimes {
  /** Five fields, as cron has them. */
  cron?: string;
  /** From one slot to the next, in milliseconds; instead of a cron. */
  every?: number;
  /** An IANA name, such as `Europe/Berlin`. */
  timezone: string;
  /** The most that a start is put off by chance, in milliseconds. */
  jitter?: number;
}

/** What a schedule starts, and when, as its creation or an update has fixed it. */
export interface Schedule {
  id: string;
  /** Counted from 1; each update makes another one beside the earlier ones. */
  version: number;
  /** Of its creation or update, ISO 8601 in UTC. */
  at: string;
  /** The completed spec, pinned. */
  spec: ArtifactRef;
  workflow: 'fineTuneAndEvaluate' | 'evaluateCandidates';
  settings: Settings;
  times: ScheduleTimes;
  /** The shortest time between two of its slots, in milliseconds. */
  interval: number;
  /** How long a run of it may wait for a person, in milliseconds. */
  blockedFor: number;
  /** The `dataset.json` that its runs share; absent where each reads its data anew. */
  data?: ArtifactRef;
  /** Where stored answers come from, by candidate; absent where it asks for all of them. */
  origins?: Readonly<Record<string, StoredOrigin>>;
  searchAttributes: boolean;
}
