import type { Dataset } from '../domain/data/dataset.ts';
import type { Sample } from '../domain/data/sample.ts';
import { type GradedSample, gradeSample } from '../domain/grading/graded-sample.ts';
import { specGradersOf } from '../domain/grading/graders/spec-graders.ts';
import type { Rating } from '../domain/grading/rating.ts';
import type { ArtifactRef } from '../domain/run/artifact.ts';
import type { CandidateResult, RatingManifest, RunInput } from '../domain/run/run.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { samplesToGrade } from './answered-samples.ts';
import { readJson } from './json.ts';

/** What has to be graded. */
export interface AnswersToGrade {
  run: RunInput;
  dataset: ArtifactRef;
  candidates: readonly CandidateResult[];
  /** A {@link RatingManifest}; absent when no judge rates the answers. */
  ratings?: ArtifactRef;
}

/**
 * The samples of a run with their graded answers, in the order of the samples; candidates in the order of the spec.
 * `change` may put another sample, such as one with other targets, in the place of each, or leave it out.
 */
export async function* readGradedSamples(
  store: ArtifactStore,
  spec: RunSpec,
  { dataset, candidates }: AnswersToGrade,
  ratings: ReadonlyMap<string, Rating>,
  change: (sample: Sample) => Sample | undefined = (sample) => sample,
): AsyncGenerator<GradedSample> {
  const data = await readJson<Dataset>(store, dataset);
  const graders = { judge: spec.judge, ratings, trivial: data.trivial, graders: specGradersOf(spec) };
  for await (const answered of samplesToGrade(store, data, inSpecOrder(candidates, spec))) {
    const sample = change(answered.sample);
    if (sample) yield gradeSample({ ...answered, sample }, graders);
  }
}

function inSpecOrder(candidates: readonly CandidateResult[], spec: RunSpec): CandidateResult[] {
  const names = Object.keys(spec.candidates);
  return [...candidates].sort((a, b) => names.indexOf(a.candidate) - names.indexOf(b.candidate));
}

/** Ratings by the id of their item; none without a manifest. */
export async function readRatings(
  store: ArtifactStore,
  manifest: ArtifactRef | undefined,
): Promise<Map<string, Rating>> {
  const ratings = new Map<string, Rating>();
  const { shards } = manifest ? await readJson<RatingManifest>(store, manifest) : { shards: [] };
  for (const shard of shards) {
    for await (const rating of store.readLines<Rating>(shard)) ratings.set(rating.itemId, rating);
  }
  return ratings;
}

/** How many samples the candidates were asked, to tell how far one is. */
export function samplesAsked({ candidates: [first] }: AnswersToGrade): number {
  return first ? first.counts.answered + first.counts.refused + first.counts.failed : 0;
}
