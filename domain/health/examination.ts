import type { ArtifactRef } from '../run/artifact.ts';
import type { Finding } from './finding.ts';

/** What `tempera doctor` asks a worker to examine at its place. */
export interface Examination {
  /** A completed spec whose providers are looked at; absent: those that everybody knows. */
  spec?: ArtifactRef;
}

/** What a worker has found. */
export interface Examined {
  findings: Finding[];
  /** Its clock, in milliseconds since 1970. */
  now: number;
}
