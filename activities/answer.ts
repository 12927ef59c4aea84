import { type AskedSample, candidateRespondent } from '../asking/candidate.ts';
import {
  type Answer,
  type AnswerCounts,
  type AnswerOutcome,
  addCounts,
  countOutcomes,
} from '../domain/answering/answer.ts';
import type { Problem } from '../domain/answering/problem.ts';
import type { Dataset } from '../domain/data/dataset.ts';
import type { Sample } from '../domain/data/sample.ts';
import { outcomeOfRepeats } from '../domain/grading/repeats.ts';
import type { SentParameters } from '../domain/models/parameters-sent.ts';
import type { ArtifactRef } from '../domain/run/artifact.ts';
import type { Shard } from '../domain/run/plan.ts';
import type { AnswerManifest, AskedCandidate, CandidateResult, RunInput } from '../domain/run/run.ts';
import type { CandidateSpec, RunSpec } from '../domain/spec/run-spec.ts';
import type { ProviderRegistry } from '../providers/registry.ts';
import { createAnswerCache, knownBy, sharesAnswers } from '../runs/answer-cache.ts';
import { answerLayers, findNewest } from '../runs/answer-layers.ts';
import { hasToBeAsked } from '../runs/called-models.ts';
import { createImageUrls } from '../runs/image-urls.ts';
import { publishJson, readJson } from '../runs/json.ts';
import { keys } from '../runs/keys.ts';
import { readParameters } from '../runs/parameters.ts';
import { readSamplePage } from '../runs/samples.ts';
import { idOfAnswer, placeOfShard } from '../runs/shard-place.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { createSpendings } from './budget/spending.ts';
import { failureOfCandidate } from './failure-of-candidate.ts';
import { finalFailure, reporting, withSentence } from './failures.ts';
import { reportingAlive } from './heartbeat.ts';
import { plannedIdentity, plannedProviders, whenAsked } from './planned-providers.ts';
import { createProbing } from './probe.ts';
import { closing, recordAsked } from './record-asked.ts';
import { createRecorder } from './recorder.ts';
import { readRows, readSpec, requireShards } from './run-files.ts';
import { type Costs, costsOfShard } from './shard-cost.ts';

export interface PlanReuseInput {
  run: RunInput;
  candidate: AskedCandidate;
}

export interface AnswerShardInput {
  run: RunInput;
  dataset: ArtifactRef;
  candidate: AskedCandidate;
  /** Answers of earlier runs that may be reused; absent when none may. */
  reuse?: ArtifactRef;
  shard: Shard;
}

export interface CollectAnswersInput {
  run: RunInput;
  candidate: AskedCandidate;
  shards: number;
}

export function answerActivities({ store, providers }: { store: ArtifactStore; providers: ProviderRegistry }) {
  const connected = plannedProviders({ store, providers });
  const record = createRecorder(store);
  const imageUrls = createImageUrls(store);
  const cache = createAnswerCache<Answer>(store, 'answers');
  const spendings = createSpendings(store);
  const probe = createProbing({ store, providers, spendings });

  async function sentTo(run: RunInput, spec: RunSpec, { name }: AskedCandidate): Promise<SentParameters> {
    return (await readParameters(store, run, spec)).get(name) ?? {};
  }

  /** Asks a model that was just tuned one small question before all others; who was there before has been asked in preflight. */
  async function probeOnArrival(run: RunInput, spec: RunSpec, candidate: AskedCandidate): Promise<void> {
    const { name, provider, model, servedAs = model } = candidate;
    const asked = candidateOf(spec, name);
    if (asked.model !== 'tuned' || !(await hasToBeAsked(store, run, { ...candidate, model: 'tuned' }))) return;
    await probe(
      run,
      spec,
      { who: name, provider, model: servedAs },
      {
        refused: (text, problem) => withSentence(finalFailure('Rejected', text), problem),
        other: (problem) => failureOfCandidate(problem, run, model, asked),
      },
    );
  }

  return {
    /** Fixes which answers of earlier runs may be reused: those of a pinned model at temperature 0, unless the spec says more. */
    planReuse: ({ run, candidate }: PlanReuseInput): Promise<ArtifactRef | undefined> =>
      reportingAlive(async () => {
        const spec = await readSpec(store, run);
        await probeOnArrival(run, spec, candidate);
        if (!sharesAnswers(spec, await sentTo(run, spec, candidate), run)) return undefined;
        return cache.pin(keys.answerReuse(run.runId, candidate.folder), async () => ({
          identity: await plannedIdentity({ store, providers }, run, spec, candidate.provider),
          model: candidate.model,
        }));
      }),

    /** Asks a candidate the samples of a shard, each as often as the spec says; a retry asks only for what is missing. */
    answerShard: ({ run, dataset: ref, candidate, reuse, shard }: AnswerShardInput): Promise<AnswerCounts & Costs> =>
      reporting(async () => {
        const spec = await readSpec(store, run);
        const dataset = await readJson<Dataset>(store, ref);
        const candidateSpec = candidateOf(spec, candidate.name);
        const patient = whenAsked(() => connected(run, spec, candidate.provider));
        const place = await placeOfShard(store, run, candidate.folder, shard.index);
        const spending = await spendings(run, spec);
        const purse = spending?.purse(place.key);
        const asking = {
          respondent: candidateRespondent({
            prompt: spec.prompt,
            candidate: candidateSpec,
            model: candidate.servedAs ?? candidate.model,
            parameters: await sentTo(run, spec, candidate),
            examples: dataset.examples,
          }),
          connect: () => patient,
          imageUrls,
          known: knownBy(cache, reuse),
          explain: (problem: Problem) => failureOfCandidate(problem, run, candidate.model, candidateSpec),
          paying: spending && purse && { purse, priceOf: spending.pricing(candidate.name, candidate.model) },
        };
        const samples = await readRows((page) => readSamplePage(store, page), dataset.samples.pages, shard);
        const { complete, ...where } = place;
        const answers = complete
          ? await closing(purse, async () => complete)
          : await recordAsked<AskedSample, AnswerOutcome, Answer>(record, {
              ...where,
              purse,
              pausing: () => patient.pausing,
              items: samples.flatMap((sample) => repeatsOf(sample, spec)),
              idOf: ({ sample, repeat }) => `${sample.id} ${repeat}`,
              idOfEntry: idOfAnswer,
              askingOf: () => asking,
              entryOf: (asked, told) => ({ ...told, ...idOf(asked) }),
            });
        const { name, model } = candidate;
        const cost = await costsOfShard<Answer>(store, answers, spec, () => ({ who: name, model }));
        return { ...(await countShard(store, answers)), ...cost };
      }),

    /** Writes down where a candidate's complete shards are, and how its samples ended. */
    collectAnswers: ({ run, candidate, shards }: CollectAnswersInput): Promise<CandidateResult> =>
      reportingAlive(async () => {
        const { runId } = run;
        const layers = await answerLayers(store, run, candidate.folder);
        const refs = await requireShards(shards, async (index) => ({
          key: keys.answerShard(runId, candidate.folder, index),
          ref: await findNewest(store, layers, (layer) => keys.answerShard(runId, layer, index)),
        }));
        let counts: AnswerCounts = { answered: 0, refused: 0, failed: 0 };
        for (const ref of refs) counts = addCounts(counts, await countShard(store, ref));
        const spec = await readSpec(store, run);
        const manifest: AnswerManifest = {
          candidate: candidate.name,
          model: candidate.model,
          provider: candidate.provider,
          repeats: spec.repeats,
          shards: refs,
          counts,
        };
        const [newest = candidate.folder] = layers;
        const ref = await publishJson(store, keys.answerManifest(runId, newest), manifest);
        const pin =
          sharesAnswers(spec, await sentTo(run, spec, candidate), run) &&
          (await store.find(keys.answerReuse(runId, candidate.folder)));
        if (pin) await cache.offer(pin, `${runId}-${newest}`, { manifest: ref });
        return { candidate: candidate.name, model: candidate.model, manifest: ref, counts };
      }),
  };
}

function candidateOf(spec: RunSpec, name: string): CandidateSpec {
  const candidate = spec.candidates[name];
  if (!candidate) throw finalFailure('Unexpected', `candidate ${JSON.stringify(name)} is not in the spec`);
  return candidate;
}

function idOf({ sample, repeat }: AskedSample): Pick<Answer, 'sampleId' | 'repeat'> {
  return { sampleId: sample.id, ...(repeat > 1 && { repeat }) };
}

function repeatsOf(sample: Sample, { repeats }: RunSpec): AskedSample[] {
  return Array.from({ length: repeats }, (_, index) => ({ sample, repeat: index + 1 }));
}

/** How the samples of a shard ended. */
async function countShard(store: ArtifactStore, ref: ArtifactRef): Promise<AnswerCounts> {
  const answers = await Array.fromAsync(store.readLines<Answer>(ref));
  const repeats = Map.groupBy(answers, ({ sampleId }) => sampleId);
  return countOutcomes([...repeats.values()].map((answers) => ({ outcome: outcomeOfRepeats(answers) })));
}
