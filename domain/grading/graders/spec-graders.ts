import type { AnswerOutcome } from '../../answering/answer.ts';
import { itemColumns } from '../../data/columns.ts';
import type { Sample } from '../../data/sample.ts';
import type { RunSpec } from '../../spec/run-spec.ts';
import type { Rater, Rating } from '../rating.ts';
import type { Grader, GraderScore, SpecGraders } from './grader.ts';
import { jsonGrader } from './json-fields.ts';
import { type ModelGraderPlace, modelGrader } from './model-grader.ts';
import { numberGrader } from './number.ts';
import { stringCheck, textSimilarity } from './openai-rules.ts';
import { patternGrader } from './pattern.ts';
import type { GraderSpec } from './schema.ts';

type Graded = Pick<RunSpec, 'graders' | 'data' | 'provider'>;

/** Makes the graders of a spec ready to score. */
export function specGradersOf(spec: Graded): SpecGraders {
  return new Map(Object.entries(spec.graders).map(([name, grader]) => [name, graderOf(grader, placeOf(name, spec))]));
}

/** The graders of a spec that are models, ready to be asked. */
export function modelGradersOf(spec: Graded): Rater[] {
  return Object.entries(spec.graders).flatMap(([name, grader]) =>
    grader.type === 'label_model' || grader.type === 'score_model' ? [modelGrader(grader, placeOf(name, spec))] : [],
  );
}

function placeOf(name: string, { data, provider }: Graded): ModelGraderPlace {
  return { name, provider, columns: itemColumns(data) };
}

function graderOf(grader: GraderSpec, place: ModelGraderPlace): Grader {
  switch (grader.type) {
    case 'number':
      return numberGrader(grader);
    case 'pattern':
      return patternGrader(grader);
    case 'json':
      return jsonGrader(grader);
    case 'string_check':
      return stringCheck(grader, place.columns);
    case 'text_similarity':
      return textSimilarity(grader, place.columns);
    case 'label_model':
    case 'score_model':
      return modelGrader(grader, place);
    default:
      return grader satisfies never;
  }
}

/**
 * Scores an answer by graders that apply to its sample; a refusal is wrong, a failure is missing. A grader that is a model
 * and has not rated the answer gives no score.
 */
export function scoresBy(
  graders: SpecGraders,
  sample: Sample,
  answer: AnswerOutcome,
  ratings?: ReadonlyMap<string, Rating>,
): Record<string, GraderScore> {
  if (answer.outcome === 'failed') return {};
  return Object.fromEntries(
    [...graders].flatMap(([name, grader]) => {
      const said = answer.outcome === 'refused' ? refused(answer.by) : grader.score(answer.text, sample, ratings);
      return said ? [[name, said]] : [];
    }),
  );
}

function refused(by: string): GraderScore {
  return { score: 0, explanation: `refused by the ${by}`, unreadable: false };
}
