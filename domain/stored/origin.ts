import type { ArtifactRef } from '../run/artifact.ts';
import type { MatchFacts } from './match.ts';

/** Whom stored answers are asked at: nobody. */
export const storage = 'storage';

/** Where stored answers come from, pinned by content when a run begins. */
export type StoredOrigin = StoredFile | StoredRun;

interface StoredFile {
  /** Below the data folder. */
  file: string;
  sha256: string;
  bytes: number;
  /** When the file was last written to, ISO 8601. */
  modified: string;
}

interface StoredRun {
  run: string;
  candidate: string;
  /** Of the answers as they were when the run began; its hash is theirs. */
  manifest: ArtifactRef;
}

/** What a candidate's manifest says of answers that were taken from storage. */
export interface TakenAnswers {
  origin: StoredOrigin;
  /** Identifies the answers: the hash of the file, or of the shards that a run wrote when they were given. */
  sha256: string;
  /** What the file was taken for; absent of a run. */
  format?: string;
  facts: MatchFacts;
}

/** Where answers come from, in a few words. */
export function originText(origin: StoredOrigin): string {
  return 'file' in origin ? origin.file : `${origin.candidate} of run ${origin.run}`;
}
