import type { Problem } from '../domain/answering/problem.ts';
import { buildMessages } from '../domain/answering/prompt.ts';
import type { Sample } from '../domain/data/sample.ts';
import type { Rater } from '../domain/grading/rating.ts';
import { isBlank } from '../domain/grading/reply-texts.ts';
import type { SentParameters } from '../domain/models/parameters-sent.ts';
import type { CandidateSpec, RunSpec } from '../domain/spec/run-spec.ts';
import type { Question, Respondent } from './respondent.ts';

/** What a probe asks: any answer will do. */
export const probeText = 'Is this a test? Answer yes or no.';

/** What became of a probe: the model answers, its limit was used up by thoughts, or it will not be asked so. */
export type ProbeOutcome = { outcome: 'answered' } | { outcome: 'empty' } | { outcome: 'refused'; problem: Problem };

/** A model that is asked by a probe, with all that its questions are sent with. */
export interface Probed {
  model: string;
  parameters: SentParameters;
}

/** One small question to a candidate, by its system text and very parameters, about the images of a sample. */
export function probeOfCandidate(
  { prompt }: Pick<RunSpec, 'prompt'>,
  { images: showsImages }: Pick<CandidateSpec, 'images'>,
  { model, parameters }: Probed,
  sample: Sample | undefined,
): Question {
  const images = (showsImages && sample?.images) || [];
  // The first image is like the others.
  const shown = images.slice(0, 1);
  const asked = { row: sample?.row ?? 0, question: probeText, images: shown };
  const messages = buildMessages(prompt, [], asked, { images: true, examples: false });
  return { request: { model, messages, detail: prompt.image.detail, ...parameters }, images: shown };
}

/** One small rating by a rater, by its own prompt, schema and very parameters. */
export function probeOfRater(rater: Rater, { model, parameters }: Probed, sample: Sample | undefined): Question {
  const images = sample?.images.slice(0, 1) ?? [];
  const item = { id: 'probe', question: probeText, targets: ['yes'], answer: 'yes', images };
  const filled = rater.messagesOf({ ...item, ...(sample && { slices: sample.slices }) });
  // A template may name what no made-up answer has.
  const messages = filled.length > 0 ? filled : [{ role: 'user' as const, content: probeText }];
  const shows = messages.some(
    ({ content }) => typeof content !== 'string' && content.some(({ type }) => type === 'image'),
  );
  return {
    request: { model, messages, schema: rater.schema, ...parameters },
    images: shows ? images : [],
  };
}

/** Asks a probe: what says anything, even that it refuses to, can be asked. */
export function probeRespondent(question: Question): Respondent<undefined, ProbeOutcome> {
  return {
    questionOf: () => question,
    outcomeOf: ({ text, refusal, finish }) =>
      finish === 'length' && isBlank(text) && !refusal ? { outcome: 'empty' } : { outcome: 'answered' },
    outcomeOfProblem(problem) {
      if (problem.action === 'refused') return { outcome: 'answered' };
      return problem.action === 'failed' ? { outcome: 'refused', problem } : undefined;
    },
    readings: 1,
  };
}
