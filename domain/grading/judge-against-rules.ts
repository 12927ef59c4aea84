import { namedImages } from '../data/named-images.ts';
import type { Sample } from '../data/sample.ts';
import type { AgainstRules, DoubtfulRating } from '../report/report-schema.ts';
import type { JudgeSpec } from '../spec/run-spec.ts';
import type { GradedSample } from './graded-sample.ts';
import type { RatedOutcome, Rating } from './rating.ts';
import { tokenF1 } from './token-f1.ts';

/** Top ratings of answers below this likeness to every target are listed. */
export const leastLikeness = 0.2;
const mostShown = 20;

/** Gathers ratings that the rules speak against while samples stream by; each distinct rating counts once. */
export interface Doubts {
  add(sample: GradedSample): void;
  result(): AgainstRules;
}

/**
 * Ratings to look at: the best label for an answer whose words are hardly those of any target, and the worst label for an
 * answer that equals one. They need not be wrong, but a judge that obeys the answers it rates is found here.
 */
export function createDoubts({ rubric: { labels } }: Pick<JudgeSpec, 'rubric'>): Doubts {
  const [best, worst] = [labels[0]?.name, labels.at(-1)?.name];
  const [top, lowest] = [new Shelf(), new Shelf()];

  return {
    add: ({ sample, answers }) => {
      for (const { candidate, repeats } of answers) {
        for (const { answer, grade, rating } of repeats) {
          if (answer.outcome !== 'answered' || rating?.outcome !== 'rated' || rating.settledBy !== undefined) continue;
          const one = { sample, candidate, answer: answer.text, rating };
          if (rating.label === worst && grade?.scores.exact === 1) lowest.add(one);
          if (rating.label === best && isUnlike(answer.text, sample.targets)) top.add(one);
        }
      }
    },
    result: () => ({ top: top.result(), lowest: lowest.result() }),
  };
}

function isUnlike(answer: string, targets: readonly string[]): boolean {
  return targets.every((target) => tokenF1(answer, target) < leastLikeness);
}

interface RatedAnswer {
  sample: Sample;
  candidate: string;
  answer: string;
  rating: Rating & RatedOutcome;
}

/** The first distinct ratings of a kind, and the count of all. */
class Shelf {
  readonly #items = new Set<string>();
  readonly #shown = new Map<string, DoubtfulRating>();

  add({ sample: { id, images, question, targets }, candidate, answer, rating }: RatedAnswer): void {
    const { itemId, label, reason } = rating;
    const shown = this.#shown.get(itemId);
    if (shown && !shown.candidates.includes(candidate)) shown.candidates.push(candidate);
    this.#items.add(itemId);
    if (shown || this.#items.size > mostShown) return;
    const item = { sample: id, ...namedImages(images), question, targets: [...targets], answer };
    this.#shown.set(itemId, { ...item, label, reason, candidates: [candidate] });
  }

  result(): AgainstRules['top'] {
    return { count: this.#items.size, shown: [...this.#shown.values()] };
  }
}
