import type { Answer } from '../answering/answer.ts';
import type { Sample } from '../data/sample.ts';
import type { SentParameters } from '../models/parameters-sent.ts';
import type { CandidateFacts } from './capture.ts';
import { type CapturedAnswer, questionHash } from './captured-answer.ts';

/** Who was asked, and what is the same in each of its calls. */
export interface CapturedFrom extends CandidateFacts {
  run: string;
  parameters: SentParameters;
}

/** What a candidate was asked and said, as a line of a capture. */
export function capturedAnswerOf(from: CapturedFrom, sample: Sample, answer: Answer): CapturedAnswer {
  const { repeat = 1, outcome, model: resolved, call } = answer;
  const images = sample.images.map(({ sha256 }) => sha256);
  return known({
    run: from.run,
    id: sample.id,
    own_id: sample.ownId,
    split: splitOf(sample),
    where: sample.where,
    row: sample.row,
    question: sample.question,
    images,
    question_hash: hashOfAsked(sample),
    targets: [...sample.targets],
    candidate: from.name,
    model: from.model,
    resolved_model: resolved,
    provider: from.provider,
    provider_identity: from.providerIdentity,
    parameters: sentOnce(from.parameters, repeat),
    repeat,
    outcome,
    text: answer.outcome === 'failed' ? '' : answer.text,
    ...endOf(answer),
    prompt_tokens: call.usage?.promptTokens,
    completion_tokens: call.usage?.completionTokens,
    reasoning_tokens: call.usage?.reasoningTokens,
    request_id: call.requestId,
    request_hash: call.key,
    fingerprint: call.fingerprint,
    asked_at: call.at,
    reused_from: call.reusedFrom,
    shutdown_date: from.shutdownDate,
  });
}

/** The identity of what a sample asks: a hash of its question, or of its conversation, and its images. */
export function hashOfAsked(sample: Pick<Sample, 'question' | 'messages' | 'images'>): string {
  return questionHash(
    askedText(sample),
    sample.images.map(({ sha256 }) => sha256),
  );
}

/** What was asked without the system message: the question, or the turns of a conversation as JSON. */
function askedText({ question, messages }: Pick<Sample, 'question' | 'messages'>): string {
  return messages ? JSON.stringify(messages.filter(({ role }) => role !== 'system')) : question;
}

/** The split that a sample was taken of, which its id begins with. */
export function splitOf({ id }: Pick<Sample, 'id'>): string {
  return id.replace(/-\d+$/, '');
}

/** Each repeat has a seed of its own. */
function sentOnce({ seed, ...parameters }: CapturedFrom['parameters'], repeat: number): Record<string, unknown> {
  return { ...parameters, ...(seed !== undefined && { seed: seed + repeat - 1 }) };
}

function endOf(answer: Answer): Pick<CapturedAnswer, 'finish' | 'reason' | 'code'> {
  switch (answer.outcome) {
    case 'answered':
      return { finish: answer.cutByLength ? 'length' : (answer.finishWord ?? 'stop') };
    case 'refused':
      return {
        finish: answer.by === 'model' ? 'refusal' : 'content_filter',
        reason: `refused by the ${answer.by}`,
        ...(answer.code !== undefined && { code: answer.code }),
      };
    case 'failed':
      return { reason: answer.reason, ...(answer.code !== undefined && { code: answer.code }) };
    default:
      return answer satisfies never;
  }
}

/** Without the keys that are not known. */
function known(answer: { [K in keyof CapturedAnswer]: CapturedAnswer[K] | undefined }): CapturedAnswer {
  return Object.fromEntries(Object.entries(answer).filter(([, value]) => value !== undefined)) as CapturedAnswer;
}
