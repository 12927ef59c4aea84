import { createHash } from 'node:crypto';
import type { AnswerManifest } from '../run/run.ts';

/** Which answers a candidate has given, and whether that was before. */
export interface AnswersIdentity {
  /** A hash. */
  answers: string;
  stored: boolean;
}

/**
 * Identifies the answers of a candidate, whichever execution has collected them: by the hash of where they were taken
 * from, or by those of the shards that a run wrote when they were given.
 */
export function identityOfAnswers({ shards, stored }: Pick<AnswerManifest, 'shards' | 'stored'>): AnswersIdentity {
  if (stored) return { answers: stored.sha256, stored: true };
  const hashes = shards.map(({ sha256 }) => sha256).join('\n');
  return { answers: createHash('sha256').update(hashes).digest('hex'), stored: false };
}
