import type { AnsweredSample } from '../answering/answered-sample.ts';
import type { RunSpec } from '../spec/run-spec.ts';
import { modelGradersOf } from './graders/spec-graders.ts';
import { judgeRater } from './judging.ts';
import type { Rater, RatingItem } from './rating.ts';

/** All models that rate answers in a run: the judge first, then the graders of the spec that are models. */
export function ratersOf(spec: RunSpec): Rater[] {
  return [...(spec.judge ? [judgeRater(spec.judge, spec.provider)] : []), ...modelGradersOf(spec)];
}

/**
 * What a rater has to rate of some samples, in the order of samples and of their answers. An item whose id is in `seen` is
 * left out, and new ids are added to it, so that a data set can be walked page by page.
 */
export function* ratingItemsOf(
  { itemOf }: Pick<Rater, 'itemOf'>,
  samples: Iterable<AnsweredSample>,
  seen: Set<string> = new Set(),
): Generator<RatingItem> {
  for (const { sample, answers } of samples) {
    for (const { answer } of answers) {
      const item = itemOf(sample, answer);
      if (item === undefined || seen.has(item.id)) continue;
      seen.add(item.id);
      yield item;
    }
  }
}
