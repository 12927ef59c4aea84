import type { AnswerManifest, CandidateResult } from '../domain/run/run.ts';
import { type AnswersIdentity, identityOfAnswers } from '../domain/stored/identity.ts';
import type { TakenAnswers } from '../domain/stored/origin.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { readJson } from './json.ts';

/** What is known of the candidates whose answers were given before, by their names. */
export async function takenAnswers(
  store: ArtifactStore,
  candidates: readonly CandidateResult[],
): Promise<ReadonlyMap<string, TakenAnswers>> {
  const manifests = await manifestsOf(store, candidates);
  return new Map(manifests.flatMap(({ candidate, stored }) => (stored ? [[candidate, stored] as const] : [])));
}

/** Which answers each candidate has given, by their names. */
export async function answersGiven(
  store: ArtifactStore,
  candidates: readonly CandidateResult[],
): Promise<ReadonlyMap<string, AnswersIdentity>> {
  const manifests = await manifestsOf(store, candidates);
  return new Map(manifests.map((manifest) => [manifest.candidate, identityOfAnswers(manifest)]));
}

async function manifestsOf(store: ArtifactStore, candidates: readonly CandidateResult[]): Promise<AnswerManifest[]> {
  return await Promise.all(candidates.map(({ manifest }) => readJson<AnswerManifest>(store, manifest)));
}
