import type { Reading } from '../reading/reading.ts';
import type { StepMetrics } from '../wire.ts';
import { type Model, UNTRAINED } from './model.ts';

/** One training line, read. */
export interface Example {
  question: string;
  answer: string;
  reading: Reading;
}

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
  for (let step = 1; step <= input.epochs * STEPS_PER_EPOCH; step += 1) {
    const metrics = { step, train_loss: 1 / step, train_mean_token_accuracy: 0 };
    const checkpoint: Model = { ...UNTRAINED, format: { letterCase: 'title' } };
    yield step % STEPS_PER_EPOCH === 0 ? { metrics, checkpoint } : { metrics };
  }
}
