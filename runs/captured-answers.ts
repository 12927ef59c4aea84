import type { Answer } from '../domain/answering/answer.ts';
import { settledRecords } from '../domain/answering/mending.ts';
import type { CandidateFacts } from '../domain/capture/capture.ts';
import type { CapturedAnswer } from '../domain/capture/captured-answer.ts';
import { type CapturedFrom, capturedAnswerOf } from '../domain/capture/captured-answer-of.ts';
import type { Dataset } from '../domain/data/dataset.ts';
import type { Sample } from '../domain/data/sample.ts';
import { answersFolder, layersOf, shardsOf } from '../domain/run/plan.ts';
import type { AnswerManifest, FoundModel, RunInput, RunPlan } from '../domain/run/run.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { findNewest, readRecorded } from './answer-layers.ts';
import { readIfThere, readJson } from './json.ts';
import { keys } from './keys.ts';
import { readParameters } from './parameters.ts';
import { RunError } from './run-error.ts';
import { idOfAnswer } from './shard-place.ts';
import { readShutdowns } from './shutdowns.ts';

/** A run as far as it was answered, be it a capture or not. */
export interface AskedRun {
  run: RunInput;
  spec: RunSpec;
  plan: RunPlan;
  dataset: Dataset;
  /** What was known of the models of a capture. */
  models?: readonly FoundModel[] | undefined;
}

/**
 * Reads what tells what a run had to ask.
 * @throws {RunError} it has not come to asking yet
 */
export async function readAskedRun(store: ArtifactStore, run: RunInput): Promise<AskedRun> {
  const plan = await readIfThere<RunPlan>(store, keys.plan(run.runId));
  const dataset = await readIfThere<Dataset>(store, keys.dataset(run.runId));
  if (plan && dataset) return { run, plan, dataset, spec: await readJson<RunSpec>(store, run.spec) };
  throw new RunError(`run ${run.runId} has not asked anybody yet: "tempera status ${run.runId}" shows how it stands.`);
}

/** Who was asked, with the folders of the answers, the newest first. */
export interface AskedWho extends CapturedFrom {
  folders: readonly string[];
}

/** The candidates of a run in the order of its plan. */
export async function whoWasAsked(store: ArtifactStore, asked: AskedRun): Promise<AskedWho[]> {
  const { run, spec, plan, models = [] } = asked;
  const sent = await readParameters(store, run, spec);
  const shutdowns = await readShutdowns(store, run.runId);
  return await Promise.all(
    plan.candidates.map(async (planned) => {
      const { name, provider } = planned;
      const folders = layersOf(answersFolder(planned, run.generation), run.revision);
      const manifest = await findNewest(store, folders, (folder) => keys.answerManifest(run.runId, folder));
      const { images = true, examples = true } = spec.candidates[name] ?? {};
      const { gone } = models.find(({ candidate }) => candidate === name) ?? {};
      const identity = plan.identities?.[provider];
      // A tuned model is named by the collection of its answers only.
      const model = manifest ? (await readJson<AnswerManifest>(store, manifest)).model : planned.model;
      const stops = shutdowns.find((one) => one.provider === provider && one.model === model);
      return {
        run: run.runId,
        name,
        model,
        provider,
        ...(identity !== undefined && { providerIdentity: identity }),
        images,
        examples,
        parameters: sent.get(name) ?? {},
        ...(stops && { shutdownDate: stops.date }),
        ...(gone !== undefined && { gone }),
        folders,
      };
    }),
  );
}

/** The facts of a candidate, without what only its lines need. */
export function factsOf({ run: _, parameters: __, folders: ___, ...facts }: AskedWho): CandidateFacts {
  return facts;
}

/** A sample with all that a run has to ask of it; an answer is undefined where nothing is recorded. */
export interface CapturedSample {
  sample: Sample;
  /** Candidate by candidate, repeat by repeat. */
  asked: { candidate: string; answer: CapturedAnswer | undefined }[];
}

/** All samples of a run in their order, with what is recorded of them. */
export async function* capturedSamples(
  store: ArtifactStore,
  { run, plan, dataset }: AskedRun,
  who: readonly AskedWho[],
): AsyncGenerator<CapturedSample> {
  const { rows, pageRows, pages } = dataset.samples;
  let held: { page: number; samples: Sample[] } | undefined;
  for (const shard of shardsOf(rows, pageRows, run.settings.shardRows)) {
    const page = pages[shard.page];
    if (!page) throw new Error(`page ${shard.page} does not exist: there are ${pages.length}`);
    if (held?.page !== shard.page) {
      held = { page: shard.page, samples: await Array.fromAsync(store.readLines<Sample>(page)) };
    }
    const records = await Promise.all(who.map(({ folders }) => recordsOf(store, run, folders, shard.index)));
    for (const sample of held.samples.slice(shard.from, shard.to)) {
      const asked = who.flatMap((from, index) =>
        Array.from({ length: plan.repeats }, (_, before) => {
          const answer = records[index]?.get(idOfAnswer({ sampleId: sample.id, repeat: before + 1 }));
          return { candidate: from.name, answer: answer && capturedAnswerOf(from, sample, answer) };
        }),
      );
      yield { sample, asked };
    }
  }
}

/** What is recorded of a shard, be it complete or not. */
async function recordsOf(
  store: ArtifactStore,
  { runId }: RunInput,
  folders: readonly string[],
  index: number,
): Promise<ReadonlyMap<string, Answer>> {
  const recorded = await readRecorded<Answer>(store, folders, (folder) => keys.answerShard(runId, folder, index));
  return settledRecords([...(recorded.complete?.records ?? []), ...recorded.begun], idOfAnswer);
}
