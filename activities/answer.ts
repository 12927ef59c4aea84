import { activityInfo } from '@temporalio/activity';
import { type Answer, type AnswerCounts, type AnswerOutcome, addCounts, countOutcomes } from '../domain/answer.ts';
import type { ArtifactRef } from '../domain/artifact.ts';
import type { Dataset } from '../domain/dataset.ts';
import type { Shard } from '../domain/plan.ts';
import { buildMessages } from '../domain/prompt.ts';
import type { AnswerManifest, AskedCandidate, CandidateResult, RunInput } from '../domain/run.ts';
import type { CandidateSpec, RunSpec } from '../domain/run-spec.ts';
import type { Sample } from '../domain/sample.ts';
import type { PatientProvider, PatientReply } from '../providers/patience.ts';
import { type ChatRequest, ProviderError } from '../providers/port.ts';
import type { ProviderRegistry } from '../providers/registry.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { keys } from '../storage/keys.ts';
import { failureOfProblem, finalFailure, passingFailure, reporting } from './failures.ts';
import { createImageUrls, type ImageUrls } from './image-urls.ts';
import { createRecorder } from './recorder.ts';
import { publishJson, readJson, readRows, readSpec } from './run-files.ts';

export interface AnswerShardInput {
  run: RunInput;
  dataset: ArtifactRef;
  candidate: AskedCandidate;
  shard: Shard;
}

export interface CollectAnswersInput {
  run: RunInput;
  candidate: AskedCandidate;
  shards: number;
}

/** Everything that asking one sample needs. */
interface Asker {
  run: RunInput;
  spec: RunSpec;
  candidate: CandidateSpec;
  /** As requested. */
  model: string;
  dataset: Dataset;
  /** Connected only when something has to be asked: a finished shard needs no key. */
  connect: () => PatientProvider;
  imageUrls: ImageUrls;
}

export function answerActivities({ store, providers }: { store: ArtifactStore; providers: ProviderRegistry }) {
  const record = createRecorder(store);
  const imageUrls = createImageUrls(store);

  return {
    /** Asks a candidate the samples of a shard; a retry asks only for what is missing. */
    answerShard: ({ run, dataset: ref, candidate, shard }: AnswerShardInput): Promise<AnswerCounts> =>
      reporting(async () => {
        const spec = await readSpec(store, run);
        const dataset = await readJson<Dataset>(store, ref);
        const connect = () => providers.connect(spec, candidate.provider).patient;
        const asker = {
          run,
          spec,
          candidate: candidateOf(spec, candidate.name),
          model: candidate.model,
          dataset,
          connect,
          imageUrls,
        };
        const answers = await record<Sample, Answer>({
          key: keys.answerShard(run.runId, candidate.folder, shard.index),
          items: await readRows<Sample>(store, dataset.samples.pages, shard),
          idOf: (sample) => sample.id,
          idOfEntry: (answer) => answer.sampleId,
          ask: (sample, stop) => ask(asker, sample, stop),
        });
        return countShard(store, answers);
      }),

    /** Writes down where a candidate's complete shards are, and how its samples ended. */
    collectAnswers: ({ run, candidate, shards }: CollectAnswersInput): Promise<CandidateResult> =>
      reporting(async () => {
        const refs = await shardRefs(store, run, candidate.folder, shards);
        let counts: AnswerCounts = { answered: 0, refused: 0, failed: 0 };
        for (const ref of refs) counts = addCounts(counts, await countShard(store, ref));
        const manifest: AnswerManifest = {
          candidate: candidate.name,
          model: candidate.model,
          provider: candidate.provider,
          shards: refs,
          counts,
        };
        const ref = await publishJson(store, keys.answerManifest(run.runId, candidate.folder), manifest);
        return { candidate: candidate.name, model: candidate.model, manifest: ref, counts };
      }),
  };
}

function candidateOf(spec: RunSpec, name: string): CandidateSpec {
  const candidate = spec.candidates[name];
  if (!candidate) throw finalFailure('Unexpected', `candidate ${JSON.stringify(name)} is not in the spec`);
  return candidate;
}

async function ask(asker: Asker, sample: Sample, stop: AbortSignal): Promise<Answer> {
  const startedAt = performance.now();
  const elapsed = () => Math.round(performance.now() - startedAt);
  try {
    const { reply, attempts } = await asker.connect().chat(() => requestOf(asker, sample), stop);
    const { model, requestId, usage } = reply;
    const call = { attempts, milliseconds: elapsed(), ...(requestId && { requestId }), ...(usage && { usage }) };
    return { sampleId: sample.id, ...outcomeOf(reply), model, call };
  } catch (error) {
    const outcome = outcomeOfError(error, asker);
    return { sampleId: sample.id, ...outcome, call: { attempts: 1, milliseconds: elapsed() } };
  }
}

async function requestOf({ spec, candidate, model, dataset, imageUrls }: Asker, sample: Sample): Promise<ChatRequest> {
  const { images, examples, parameters } = candidate;
  const shown = examples ? dataset.examples : [];
  return {
    model,
    messages: buildMessages(spec.prompt, shown, sample, { images, examples }),
    imageUrls: images
      ? await imageUrls(
          shown.map(({ image }) => image),
          sample.image,
        )
      : new Map(),
    detail: spec.prompt.image.detail,
    ...parameters,
  };
}

function outcomeOf({ text, refusal, finish }: PatientReply['reply']): AnswerOutcome {
  if (refusal) return { outcome: 'refused', by: 'model', text: refusal };
  if (finish === 'content_filter') return { outcome: 'refused', by: 'content-filter', text };
  return { outcome: 'answered', text, cutByLength: finish === 'length' };
}

/** What ends only this sample becomes its outcome; everything else goes up. */
function outcomeOfError(error: unknown, asker: Asker): AnswerOutcome {
  if (!(error instanceof ProviderError)) throw error;
  const { action, message } = error.problem;
  if (action === 'refused') return { outcome: 'refused', by: 'content-filter', text: '' };
  if (action === 'failed') return { outcome: 'failed', reason: message };
  if (action === 'missing') throw missingModel(asker, message);
  throw failureOfProblem(error.problem);
}

/** A model just trained may take a while to be served everywhere. */
function missingModel({ candidate, run, model }: Asker, message: string): Error {
  const waited = Date.now() - activityInfo().scheduledTimestampMs;
  const mayAppear = candidate.model === 'tuned' && waited < run.settings.newModelWait;
  const text = `model "${model}" is not served: ${message}`;
  return mayAppear ? passingFailure('ModelMissing', text) : finalFailure('ModelMissing', text);
}

async function shardRefs(store: ArtifactStore, run: RunInput, folder: string, shards: number): Promise<ArtifactRef[]> {
  const refs = [];
  for (let index = 0; index < shards; index++) {
    const key = keys.answerShard(run.runId, folder, index);
    const ref = await store.find(key);
    if (!ref) throw finalFailure('ArtifactCorrupted', `${key} is missing although it was complete: start a new run`);
    refs.push(ref);
  }
  return refs;
}

async function countShard(store: ArtifactStore, ref: ArtifactRef): Promise<AnswerCounts> {
  const answers: Answer[] = [];
  for await (const answer of store.readLines<Answer>(ref)) answers.push(answer);
  return countOutcomes(answers);
}
