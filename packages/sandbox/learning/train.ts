import type { StepMetrics } from '../wire.ts';
import { assess } from './assess.ts';
import { seededRandom } from './chance.ts';
import { type Example, type Prepared, prepareExamples } from './examples.ts';
import { descend, planLessons } from './lessons.ts';
import type { Model } from './model.ts';

/** What training goes by. */
export interface TrainingInput {
  training: Example[];
  /** For the reported metrics only; the model does not depend on it. */
  validation: Example[];
  epochs: number;
  learningRateMultiplier: number;
  seed: number;
}

/** A step of training: its metrics, and at the end of an epoch the model as it is then. */
export interface TrainingStep {
  metrics: StepMetrics;
  checkpoint?: Model;
}

/** Passes over the training examples in one epoch; each is a step. */
export const STEPS_PER_EPOCH = 8;

/** Learns step by step; the last step's checkpoint is the tuned model. */
export function* train(input: TrainingInput): Generator<TrainingStep> {
  const training = prepareExamples(input.training);
  const validation = prepareExamples(input.validation);
  const lessons = planLessons(training);
  const random = seededRandom(input.seed);
  const steps = input.epochs * STEPS_PER_EPOCH;
  for (let step = 1; step <= steps; step += 1) {
    descend(lessons, random, input.learningRateMultiplier * (1 - (step - 1) / steps));
    const isEpochEnd = step % STEPS_PER_EPOCH === 0;
    const metrics = metricsOf(lessons.model, step, training, validation, isEpochEnd);
    yield isEpochEnd ? { metrics, checkpoint: structuredClone(lessons.model) } : { metrics };
  }
}

function metricsOf(
  model: Model,
  step: number,
  training: Prepared[],
  validation: Prepared[],
  isEpochEnd: boolean,
): StepMetrics {
  const onTraining = assess(model, training);
  const onValidation = assess(model, validation);
  return {
    step,
    train_loss: onTraining?.loss ?? 0,
    train_mean_token_accuracy: onTraining?.accuracy ?? 0,
    ...(onValidation && { valid_loss: onValidation.loss, valid_mean_token_accuracy: onValidation.accuracy }),
    ...(onValidation &&
      isEpochEnd && { full_valid_loss: onValidation.loss, full_valid_mean_token_accuracy: onValidation.accuracy }),
  };
}
