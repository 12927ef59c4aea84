import { activityInfo } from '@temporalio/activity';
import type { Answer, AnswerOutcome } from '../domain/answer.ts';
import type { ChatRequest } from '../domain/chat.ts';
import type { Dataset } from '../domain/dataset.ts';
import { buildMessages } from '../domain/prompt.ts';
import type { RunInput } from '../domain/run.ts';
import type { Sample } from '../domain/sample.ts';
import type { CandidateSpec, RunSpec } from '../domain/spec/run-spec.ts';
import type { PatientProvider, PatientReply, Stop } from '../providers/patience.ts';
import { ProviderError } from '../providers/port.ts';
import { requestKey } from '../runs/answer-cache.ts';
import { failureOfProblem, finalFailure, passingFailure } from './failures.ts';
import type { ImageUrls } from './image-urls.ts';

/** Everything that asking one sample needs. */
export interface Asker {
  run: RunInput;
  spec: RunSpec;
  candidate: CandidateSpec;
  /** As requested. */
  model: string;
  dataset: Dataset;
  /** Connected only when something has to be asked: a finished shard needs no key. */
  connect: () => PatientProvider;
  imageUrls: ImageUrls;
  /** What earlier runs were told, by request. */
  known: ReadonlyMap<string, Answer>;
}

/** A sample, and which time it is asked, from 1. */
export interface Asked {
  sample: Sample;
  repeat: number;
}

/** Asks a sample, or takes the answer that an earlier run was given to the very same request. */
export async function askSample(asker: Asker, { sample, repeat }: Asked, stop: Stop): Promise<Answer> {
  const id = { sampleId: sample.id, ...(repeat > 1 && { repeat }) };
  const request = requestOf(asker, sample, repeat);
  const key = requestKey(request);
  const known = asker.known.get(key);
  if (known) return { ...known, ...id };

  const startedAt = performance.now();
  const elapsed = () => Math.round(performance.now() - startedAt);
  try {
    const inlined = async () => ({ ...request, imageUrls: await imagesOf(asker, sample) });
    const { reply, attempts } = await asker.connect().chat(inlined, stop);
    return {
      ...id,
      ...outcomeOf(reply),
      ...(reply.model && { model: reply.model }),
      call: { milliseconds: elapsed(), attempts, key, ...traceOf(reply) },
    };
  } catch (error) {
    const outcome = outcomeOfError(error, asker);
    return { ...id, ...outcome, call: { attempts: 1, milliseconds: elapsed() } };
  }
}

/** All of a request but its images, which it names by hash. */
function requestOf(
  { spec, candidate, model, dataset }: Asker,
  sample: Sample,
  repeat: number,
): Omit<ChatRequest, 'imageUrls'> {
  const { seed } = candidate.parameters;
  return {
    model,
    messages: buildMessages(spec.prompt, dataset.examples, sample, candidate),
    detail: spec.prompt.image.detail,
    ...candidate.parameters,
    // The same seed would bring the same answer again.
    ...(seed !== undefined && { seed: seed + repeat - 1 }),
  };
}

async function imagesOf({ candidate, dataset, imageUrls }: Asker, sample: Sample): Promise<Map<string, string>> {
  if (!candidate.images) return new Map();
  const shared = candidate.examples ? dataset.examples.map(({ image }) => image) : [];
  return imageUrls(shared, sample.image);
}

function traceOf({ requestId, fingerprint, usage }: PatientReply['reply']) {
  return { ...(requestId && { requestId }), ...(fingerprint && { fingerprint }), ...(usage && { usage }) };
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
  // Both by the server's clock, which no worker's need agree with.
  const { scheduledTimestampMs, currentAttemptScheduledTimestampMs } = activityInfo();
  const waited = currentAttemptScheduledTimestampMs - scheduledTimestampMs;
  const mayAppear = candidate.model === 'tuned' && waited < run.settings.newModelWait;
  const text = `model "${model}" is not served: ${message}`;
  return mayAppear ? passingFailure('ModelMissing', text) : finalFailure('ModelMissing', text);
}
