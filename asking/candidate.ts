import type { AnswerOutcome } from '../domain/answering/answer.ts';
import { buildMessages } from '../domain/answering/prompt.ts';
import type { Dataset } from '../domain/data/dataset.ts';
import { imagesOf, type Sample } from '../domain/data/sample.ts';
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
  candidate: CandidateSpec;
  /** As requested. */
  model: string;
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

function questionOf({ prompt, candidate, model, examples }: AskedOf, { sample, repeat }: AskedSample): Question {
  const { seed } = candidate.parameters;
  const request = {
    model,
    messages: buildMessages(prompt, examples, sample, candidate),
    detail: prompt.image.detail,
    ...candidate.parameters,
    // The same seed would bring the same answer again.
    ...(seed !== undefined && { seed: seed + repeat - 1 }),
  };
  if (!candidate.images) return { request, shared: [], own: [] };
  return { request, shared: candidate.examples ? examples.map(({ image }) => image) : [], own: imagesOf(sample) };
}
