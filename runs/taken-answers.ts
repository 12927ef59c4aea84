import type { AnswerManifest, CandidateResult } from '../domain/run/run.ts';
import type { TakenAnswers } from '../domain/stored/origin.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { readJson } from './json.ts';

/** What is known of the candidates whose answers were given before, by their names. */
export async function takenAnswers(
  store: ArtifactStore,
  candidates: readonly CandidateResult[],
): Promise<ReadonlyMap<string, TakenAnswers>> {
  const taken = new Map<string, TakenAnswers>();
  for (const { candidate, manifest } of candidates) {
    const { stored } = await readJson<AnswerManifest>(store, manifest);
    if (stored) taken.set(candidate, stored);
  }
  return taken;
}
