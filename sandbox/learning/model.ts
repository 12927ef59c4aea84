import { FEATURES } from './candidates.ts';
import type { Format } from './format.ts';
import { PRIOR_WEIGHTS } from './priors.ts';

/** Everything that answering knows besides the request: the content of a model file. */
export interface Model {
  version: 1;
  /** One weight a feature for each question word; `*` counts for every question. */
  weights: Record<string, number[]>;
  /** How answers are written; null: as printed. */
  format: Format | null;
}

/** The base model: general priors, nothing learned. */
export const UNTRAINED: Model = {
  version: 1,
  weights: Object.fromEntries(
    Object.entries(PRIOR_WEIGHTS).map(([word, weights]) => [word, FEATURES.map((name) => weights[name] ?? 0)]),
  ),
  format: null,
};
