import type { AnswerOutcome } from '../answer.ts';
import type { DataSpec, RunSpec } from '../run-spec.ts';
import type { Sample } from '../sample.ts';
import type { GraderScore, RuleGrader, RuleGraders } from './grader.ts';
import { jsonGrader } from './json-fields.ts';
import { numberGrader } from './number.ts';
import { stringCheck, textSimilarity } from './openai-rules.ts';
import { patternGrader } from './pattern.ts';
import type { GraderSpec } from './schema.ts';

/** Makes the graders of a spec ready to score. */
export function ruleGradersOf({ graders, data }: Pick<RunSpec, 'graders' | 'data'>): RuleGraders {
  return new Map(Object.entries(graders).map(([name, grader]) => [name, graderOf(grader, data.columns)]));
}

function graderOf(grader: GraderSpec, columns: DataSpec['columns']): RuleGrader {
  switch (grader.type) {
    case 'number':
      return numberGrader(grader);
    case 'pattern':
      return patternGrader(grader);
    case 'json':
      return jsonGrader(grader);
    case 'string_check':
      return stringCheck(grader, columns);
    case 'text_similarity':
      return textSimilarity(grader, columns);
    default:
      return grader satisfies never;
  }
}

/** Scores an answer by every grader that applies to its sample; a refusal is wrong, a failure is missing. */
export function scoresBy(graders: RuleGraders, sample: Sample, answer: AnswerOutcome): Record<string, GraderScore> {
  if (answer.outcome === 'failed') return {};
  const applying = [...graders].filter(([, grader]) => grader.applies(sample));
  return Object.fromEntries(
    applying.map(([name, grader]) => [
      name,
      answer.outcome === 'refused' ? refused(answer.by) : grader.score(answer.text, sample),
    ]),
  );
}

function refused(by: string): GraderScore {
  return { score: 0, explanation: `refused by the ${by}`, unreadable: false };
}
