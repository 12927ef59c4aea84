import type { AnswerOutcome } from '../domain/answering/answer.ts';
import { buildMessages } from '../domain/answering/prompt.ts';
import type { Dataset } from '../domain/data/dataset.ts';
import type { Sample } from '../domain/data/sample.ts';
import type { SentParameters } from '../domain/models/parameters-sent.ts';
import type { CandidateSpec, RunSpec } from '../domain/spec/run-spec.ts';
import { outcomeOfReply, troubleOf } from './outcome.ts';
import type { Question, Respondent } from './respondent.ts';

/** A sample, and which time it is asked, from 1. */
export interface AskedSample {
  sample: Sample;
  repeat: number;
}

/** A candidate with all that its questions are made of. */
export interface AskedOf {
  prompt: RunSpec['prompt'];
  candidate: Pick<CandidateSpec, 'images' | 'examples'>;
  /** As requested. */
  model: string;
  parameters: SentParameters;
  examples: Dataset['examples'];
}

/** A candidate, which is asked the question of each sample. */
export function candidateRespondent(asked: AskedOf): Respondent<AskedSample, AnswerOutcome> {
  return {
    questionOf: (item) => questionOf(asked, item),
    outcomeOf: outcomeOfReply,
    outcomeOfProblem(problem) {
      const { code, said } = troubleOf(problem);
      const why = { ...(code && { code }), ...(said && { said }) };
      if (problem.action === 'refused') return { outcome: 'refused', by: 'content-filter', text: '', ...why };
      return problem.action === 'failed' ? { outcome: 'failed', ...troubleOf(problem) } : undefined;
    },
    // Its first answer counts, whatever it is.
    readings: 1,
  };
}

function questionOf(
  { prompt, candidate, model, parameters, examples }: AskedOf,
  { sample, repeat }: AskedSample,
): Question {
  const { seed } = parameters;
  const request = {
    model,
    messages: buildMessages(prompt, examples, sample, candidate),
    detail: prompt.image.detail,
    ...parameters,
    // The same seed would bring the same answer again.
    ...(seed !== undefined && { seed: seed + repeat - 1 }),
  };
  const asked = { request, ...(repeat > 1 && { repeat }) };
  if (!candidate.images) return { ...asked, images: [] };
  const shown = candidate.examples ? examples.flatMap(({ images }) => images) : [];
  return { ...asked, images: [...shown, ...sample.images] };
}
