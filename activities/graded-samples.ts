import type { ArtifactRef } from '../domain/artifact.ts';
import type { Dataset } from '../domain/dataset.ts';
import { type GradedSample, gradeSample } from '../domain/graded-sample.ts';
import type { Rating } from '../domain/rating.ts';
import type { CandidateResult, RatingManifest, RunInput } from '../domain/run.ts';
import type { RunSpec } from '../domain/run-spec.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { answeredSamples } from './answered-samples.ts';
import { readJson } from './run-files.ts';

/** What has to be graded. */
export interface Measured {
  run: RunInput;
  dataset: ArtifactRef;
  candidates: readonly CandidateResult[];
  /** A {@link RatingManifest}; absent when no judge rates the answers. */
  ratings?: ArtifactRef;
}

/** The samples of a run with their graded answers, in the order of the samples; candidates in the order of the spec. */
export async function* readGradedSamples(
  store: ArtifactStore,
  spec: RunSpec,
  { dataset, candidates, ratings }: Measured,
): AsyncGenerator<GradedSample> {
  const data = await readJson<Dataset>(store, dataset);
  const rated = ratings && (await ratingsByItem(store, ratings));
  const graders = { judge: spec.judge, ratings: rated, trivial: data.trivial };
  for await (const answered of answeredSamples(store, data, inSpecOrder(candidates, spec))) {
    yield gradeSample(answered, graders);
  }
}

function inSpecOrder(candidates: readonly CandidateResult[], spec: RunSpec): CandidateResult[] {
  const names = Object.keys(spec.candidates);
  return [...candidates].sort((a, b) => names.indexOf(a.candidate) - names.indexOf(b.candidate));
}

/** Ratings by the id of their item. */
export async function ratingsByItem(store: ArtifactStore, manifest: ArtifactRef): Promise<Map<string, Rating>> {
  const { shards } = await readJson<RatingManifest>(store, manifest);
  const ratings = new Map<string, Rating>();
  for (const shard of shards) {
    for await (const rating of store.readLines<Rating>(shard)) ratings.set(rating.itemId, rating);
  }
  return ratings;
}
