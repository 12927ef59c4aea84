import type { Dataset } from '../domain/data/dataset.ts';
import type { Sample } from '../domain/data/sample.ts';
import type { GradedSample } from '../domain/grading/graded-sample.ts';
import { answersFolder, layersOf } from '../domain/run/plan.ts';
import type { AnswerManifest, CandidateResult, RunInput, RunPlan } from '../domain/run/run.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import { servedModel } from '../domain/verdict/looks.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { findNewest } from './answer-layers.ts';
import type { AnswersToGrade } from './graded-samples.ts';
import { readIdentities } from './identities.ts';
import { readIfThere, readJson } from './json.ts';
import { keys } from './keys.ts';
import { findRunRecord, type RunRecord } from './record.ts';
import { RunError } from './run-error.ts';

/** A run whose answers are all in the store: they can be graded again, without a server. */
export interface AnsweredRun {
  runId: string;
  spec: RunSpec;
  /** It took the first samples only. */
  isTrial: boolean;
  dataset: Dataset;
  /** Of the candidates that were asked, in the order of the spec. */
  candidates: readonly string[];
  /** Of each candidate: its model, and who served it. */
  models: Readonly<Record<string, string>>;
  /** All samples in their order, graded as the report grades them; `change` may put others in their place, or none. */
  samples(change?: (sample: Sample) => Sample | undefined): AsyncIterable<GradedSample>;
}

/**
 * Opens a run that has been answered, as its newest execution left it, or as the one of a record did.
 * @throws {RunError} there is no such run, it measures nothing, or a candidate's answers are not complete (yet)
 */
export async function openAnsweredRun(
  store: ArtifactStore,
  runId: string,
  execution?: RunRecord,
): Promise<AnsweredRun> {
  const record = execution ?? (await findRunRecord(store, runId));
  const spec = record && (await readJson<RunSpec>(store, record.input.spec));
  if (!spec) {
    const there = '"tempera list" shows those there are';
    throw new RunError(`There is no run ${JSON.stringify(runId)} in this store (TEMPERA_STORE): ${there}.`);
  }
  if (record.workflow === 'captureAnswers') throw isCapture(runId);
  const measured = await answersOf(store, record.input);
  const identities = await readIdentities(store, record.input);
  const models = Object.fromEntries(
    measured.candidates.map(({ candidate, model }) => [candidate, servedModel(spec, candidate, model, identities)]),
  );
  const dataset = await readJson<Dataset>(store, measured.dataset);
  // Who gives the targets is graded by nobody.
  const { targetsOf } = dataset;
  return {
    runId,
    spec,
    isTrial: record.input.limit !== undefined,
    dataset,
    candidates: Object.keys(spec.candidates).filter((name) => Object.hasOwn(models, name) && name !== targetsOf),
    models,
    samples: (change) => readAgain(store, spec, measured, change),
  };
}

async function* readAgain(
  store: ArtifactStore,
  spec: RunSpec,
  measured: AnswersToGrade,
  change?: (sample: Sample) => Sample | undefined,
): AsyncGenerator<GradedSample> {
  // Its libraries take longer to load than most commands take to run.
  const { readGradedSamples, readRatings } = await import('./graded-samples.ts');
  yield* readGradedSamples(store, spec, measured, await readRatings(store, measured.ratings), change);
}

async function answersOf(store: ArtifactStore, run: RunInput): Promise<AnswersToGrade> {
  const { runId, generation, ratings: revision } = run;
  const plan = await readIfThere<RunPlan>(store, keys.plan(runId));
  const dataset = await store.find(keys.dataset(runId));
  if (!plan || !dataset) throw notAnswered(runId);
  const candidates = await Promise.all(
    plan.candidates.map((candidate) => resultOf(store, run, candidate.name, answersFolder(candidate, generation))),
  );
  const ratings = await store.find(keys.ratingManifest(runId, revision));
  return { run, dataset, candidates, ...(ratings && { ratings }) };
}

async function resultOf(
  store: ArtifactStore,
  { runId, revision }: RunInput,
  name: string,
  folder: string,
): Promise<CandidateResult> {
  const manifest = await findNewest(store, layersOf(folder, revision), (layer) => keys.answerManifest(runId, layer));
  if (!manifest) throw notAnswered(runId, name);
  const { candidate, model, counts } = await readJson<AnswerManifest>(store, manifest);
  return { candidate, model, counts, manifest };
}

/** Its samples need have no targets, and by which rule they would be measured nobody has said. */
function isCapture(runId: string): RunError {
  const remedy = `In the spec of a run take its answers: candidates.NAME.answers: { run: ${runId}, candidate: … }.`;
  return new RunError(`run ${runId} is a capture, which has answers and measures nothing. ${remedy}`);
}

function notAnswered(runId: string, candidate?: string): RunError {
  const whose = candidate === undefined ? '' : ` of candidate ${candidate}`;
  return new RunError(`run ${runId} has not all answers${whose} yet: "tempera status ${runId}" shows how it stands.`);
}
