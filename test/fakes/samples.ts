import type { Answer, AnswerOutcome } from '../../domain/answering/answer.ts';
import type { AnsweredSample } from '../../domain/answering/answered-sample.ts';
import type { Sample, SampleImage } from '../../domain/data/sample.ts';
import { type GradedSample, type Graders, gradeSample } from '../../domain/grading/graded-sample.ts';
import { type RunSpec, type RunSpecInput, RunSpecSchema } from '../../domain/spec/run-spec.ts';

/** A sample of an image of its own, unless told otherwise. */
export function sampleOf(row: number, own: Partial<Sample> = {}): Sample {
  const image = { sha256: `image-${row}`, bytes: 100, mediaType: 'image/jpeg' as const, width: 10, height: 10 };
  return {
    id: `test-${row}`,
    row,
    group: `image-${row}`,
    cluster: `image-${row}`,
    question: 'What is the title of this book?',
    targets: ['right'],
    slices: {},
    images: [image],
    ...own,
  };
}

/** The image of a {@link sampleOf}, or the first of another sample. */
export function pictureOf({ images: [first] }: Sample): SampleImage {
  if (!first) throw new Error('the sample shows no image');
  return first;
}

/** An answer that is only what it says. */
export function said(text: string): AnswerOutcome {
  return { outcome: 'answered', text, cutByLength: false };
}

/** `+` for a right answer to {@link sampleOf}, `-` for a wrong one, `r` for a refusal, `!` for a failure. */
export function outcomesOf(marks: string): AnswerOutcome[] {
  return [...marks].map(outcomeOf);
}

function outcomeOf(mark: string): AnswerOutcome {
  if (mark === 'r') return { outcome: 'refused', by: 'model', text: 'I cannot say' };
  if (mark === '!') return { outcome: 'failed', reason: 'connection lost' };
  return said(mark === '+' ? 'right' : 'wrong');
}

/** One graded sample, which each candidate was asked as often as it has outcomes. */
export function gradedRepeats(
  sample: Sample,
  outcomes: Readonly<Record<string, readonly AnswerOutcome[]>>,
  graders: Graders = {},
): GradedSample {
  const answers = Object.entries(outcomes).flatMap(([candidate, list]) =>
    list.map((outcome) => ({ candidate, answer: answerOf(sample, outcome) })),
  );
  return gradeSample({ sample, answers }, graders);
}

/** Graded samples from what each candidate said to them. */
export function gradedSamples(
  samples: readonly Sample[],
  outcomes: Readonly<Record<string, readonly AnswerOutcome[]>>,
  graders: Graders = {},
): GradedSample[] {
  return samples.map((sample, index) => gradeSample(answeredSample(sample, index, outcomes), graders));
}

function answeredSample(
  sample: Sample,
  index: number,
  outcomes: Readonly<Record<string, readonly AnswerOutcome[]>>,
): AnsweredSample {
  const answers = Object.entries(outcomes).map(([candidate, list]) => {
    return { candidate, answer: answerOf(sample, list[index] ?? { outcome: 'failed', reason: 'not asked' }) };
  });
  return { sample, answers };
}

function answerOf(sample: Sample, outcome: AnswerOutcome): Answer {
  return { sampleId: sample.id, ...outcome, call: { attempts: 1, milliseconds: 5 } };
}

/** A completed spec of two candidates, `tuned` compared with `base`. */
export function specOf(own: Partial<RunSpecInput> = {}): RunSpec {
  return RunSpecSchema.parse({
    name: 'covers',
    data: { source: { test: 'test.parquet' } },
    prompt: { system: 'Answer.' },
    fineTune: { model: 'base-model' },
    candidates: { base: { model: 'base-model' }, tuned: { model: 'tuned' } },
    verdict: { compare: 'tuned', against: 'base' },
    ...own,
  }) as RunSpec;
}

/** A judge of two labels. */
export const judgeOfTwo = {
  model: 'judge-model',
  rubric: {
    instructions: 'Rate how close the answer is.',
    labels: [
      { name: 'Close', meaning: 'nearly the same' },
      { name: 'Far', meaning: 'something else' },
    ],
  },
};
