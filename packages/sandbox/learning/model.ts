import { FEATURES } from './candidates.ts';
import type { ClassGroup } from './classes.ts';
import type { Formats } from './format.ts';
import type { KindCounts } from './kinds.ts';
import { PRIOR_CLASSES, PRIOR_EVIDENCE, PRIOR_WEIGHTS } from './priors.ts';
import type { SpanWeights } from './spans.ts';
import type { YesNo } from './yes-no.ts';

/** Everything that answering knows besides the request: the content of a model file. */
export interface Model {
  version: 1;
  kinds: KindCounts;
  /** Which of the printed lines answers a question. */
  spans: SpanWeights;
  /** Which label of a closed set answers a question. */
  groups: ClassGroup[];
  yesNo: YesNo;
  /** How printed answers are written; as printed where nothing is said. */
  formats: Formats;
  /** Answers that were given in training to questions about what is printed. */
  remembered: string[];
}

/** What the base model knows of classes. */
export const PRIOR_GROUP: ClassGroup = priorGroup();

/** The base model: general priors, nothing learned. */
export const UNTRAINED: Model = {
  version: 1,
  kinds: {},
  spans: Object.fromEntries(
    Object.entries(PRIOR_WEIGHTS).map(([word, weights]) => [word, FEATURES.map((name) => weights[name] ?? 0)]),
  ),
  groups: [PRIOR_GROUP],
  yesNo: { frame: [], asked: {}, weights: [...PRIOR_EVIDENCE], yes: 'Yes', no: 'No' },
  formats: {},
  remembered: [],
};

function priorGroup(): ClassGroup {
  const labels = Object.keys(PRIOR_CLASSES);
  const hints = Object.entries(PRIOR_CLASSES).flatMap(([label, words]) =>
    words.split(' ').map((word) => ({ label, word })),
  );
  return {
    questionWords: {},
    labels,
    bias: labels.map((_, index) => (index === 0 ? 2 : 0)),
    words: Object.fromEntries(
      hints.map(({ word }) => [
        word,
        labels.map((label) => (hints.some((hint) => hint.word === word && hint.label === label) ? 3 : 0)),
      ]),
    ),
    named: 3,
  };
}
