import { type ClassGroup, groupFor, labelIndex, labelOdds } from './classes.ts';
import type { Prepared } from './examples.ts';
import type { Model } from './model.ts';
import { candidateOdds } from './spans.ts';
import { normalised } from './words.ts';
import { evidenceFor, yesOdds } from './yes-no.ts';

/** How well a model knows the answer of an example: the negative log of its probability, and whether it comes first. */
export interface Assessment {
  loss: number;
  isRight: boolean;
}

const LEAST_ODDS = 1e-3;

/** The means of loss and accuracy over the examples; undefined when there are none. */
export function assess(model: Model, examples: readonly Prepared[]): { loss: number; accuracy: number } | undefined {
  if (examples.length === 0) return undefined;
  const assessments = examples.map((example) => assessOne(model, example));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    loss: mean(assessments.map(({ loss }) => loss)),
    accuracy: mean(assessments.map(({ isRight }) => (isRight ? 1 : 0))),
  };
}

function assessOne(model: Model, example: Prepared): Assessment {
  switch (example.kind) {
    case 'span':
      return fromOdds(candidateOdds(model.spans, example), example.target);
    case 'class':
      return assessClass(groupFor(model.groups, example.question), example);
    case 'yes-no': {
      const odds = yesOdds(model.yesNo, evidenceFor(model.yesNo, model.groups, example.question, example.words));
      return fromOdds([odds, 1 - odds], normalised(example.answer) === 'yes' ? 0 : 1);
    }
  }
}

const assessClass = (group: ClassGroup | undefined, { answer, words }: Prepared): Assessment =>
  group === undefined ? fromOdds([], -1) : fromOdds(labelOdds(group, words), labelIndex(group, answer));

function fromOdds(odds: readonly number[], target: number): Assessment {
  const value = odds[target] ?? 0;
  return { loss: -Math.log(Math.max(value, LEAST_ODDS)), isRight: value > 0 && value === Math.max(...odds) };
}
