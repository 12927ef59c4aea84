import { createHash } from 'node:crypto';
import { type StoredImages, storedImages } from '../data/named-images.ts';
import type { Sample } from '../data/sample.ts';
import type { GradedSample } from '../grading/graded-sample.ts';
import { allocate, leastTotal } from './allocation.ts';

/** An answer that the judge has rated. */
export interface RatedAnswer {
  candidate: string;
  sample: Pick<Sample, 'id' | 'cluster' | 'question' | 'targets' | 'images'>;
  /** Which time the sample was asked, from 0. */
  repeat: number;
  answer: string;
  label: string;
  /** Of what was rated: answers that share one are labelled once. */
  itemId: string;
}

/** What was drawn to be labelled; kept apart from the sheet that a person sees. */
export interface Draw {
  seed: number;
  /** Of the rubric, from best to worst. */
  labels: readonly string[];
  /** Candidates by the judge's labels: how many answers it rated so, and how many of them were drawn. */
  strata: readonly Stratum[];
  /** In the order of the sheet. */
  items: readonly DrawnItem[];
  answers: readonly DrawnAnswer[];
}

export interface Stratum {
  candidate: string;
  label: string;
  answers: number;
  drawn: number;
}

/** What a person sees. An image alone stays `image`, as 0.1.0 stored it: the draw's name is a hash of it. */
export interface DrawnItem extends StoredImages {
  question: string;
  targets: readonly string[];
  answer: string;
}

/** An answer of a candidate, with the judge's label. */
export interface DrawnAnswer {
  /** Position of its item. */
  item: number;
  candidate: string;
  label: string;
  cluster: string;
}

/** The answers of a sample that the judge has rated; what rules settled is theirs, not the judge's. */
export function ratedAnswersOf({ sample, answers }: GradedSample): RatedAnswer[] {
  return answers.flatMap(({ candidate, repeats }) =>
    repeats.flatMap(({ answer, rating }, repeat) => {
      if (answer.outcome !== 'answered' || rating?.outcome !== 'rated' || rating.settledBy !== undefined) return [];
      return [{ candidate, sample, repeat, answer: answer.text, label: rating.label, itemId: rating.itemId }];
    }),
  );
}

/** Too few to draw, or nothing to draw from; the message says how many it takes. */
export class DrawError extends Error {
  override name = 'DrawError';
}

/**
 * Draws answers at random within strata of candidate and judge's label. The order of a sample's draw is the same in all
 * strata, so that candidates are drawn on the same samples where they can be, and who answered alike is labelled once.
 * @throws {DrawError}
 */
export function drawAnswers(
  rated: readonly RatedAnswer[],
  labels: readonly string[],
  samples: number,
  seed: number,
): Draw {
  const strata = [...Map.groupBy(rated, ({ candidate, label }) => JSON.stringify([candidate, label])).values()];
  const sizes = strata.map(({ length }) => length);
  refuseTooFew(sizes, samples);
  const drawn = allocate(sizes, samples);
  const chosen = strata.map((stratum, index) =>
    inOrder(stratum, ({ sample, repeat }) => `${seed} ${sample.id} ${repeat}`).slice(0, drawn[index]),
  );
  const answers = chosen.flat();
  const items = inOrder(
    [...new Map(answers.map((one) => [one.itemId, one])).values()],
    ({ itemId }) => `${seed} ${itemId}`,
  );
  const positions = new Map(items.map(({ itemId }, position) => [itemId, position]));
  return {
    seed,
    labels,
    strata: chosen.flatMap(([first, ...others], index) =>
      first
        ? [{ candidate: first.candidate, label: first.label, answers: sizes[index] ?? 0, drawn: 1 + others.length }]
        : [],
    ),
    items: items.map(({ sample: { question, targets, images }, answer }) => ({
      question,
      targets,
      answer,
      ...storedImages(images),
    })),
    answers: answers.map(({ itemId, candidate, label, sample: { cluster } }) => ({
      item: positions.get(itemId) ?? -1,
      candidate,
      label,
      cluster,
    })),
  };
}

function refuseTooFew(sizes: readonly number[], samples: number): void {
  const least = leastTotal(sizes);
  if (sizes.length === 0) throw new DrawError('the judge has rated no answer');
  if (samples < least) {
    throw new DrawError(
      `${samples} samples are too few: there are ${sizes.length} pairs of candidate and label, and two of each make ${least}`,
    );
  }
}

/** Sorted by a hash, which is as good as chance and the same on every machine. */
function inOrder<T>(list: readonly T[], nameOf: (one: T) => string): T[] {
  const keyed = list.map((one) => ({ one, key: createHash('sha256').update(nameOf(one)).digest('hex') }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key))).map(({ one }) => one);
}
