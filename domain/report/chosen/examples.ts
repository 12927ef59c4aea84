import { shownSample } from '../../audit/shown-sample.ts';
import { shownBy } from '../../data/identity.ts';
import { slicesOf } from '../../data/slices.ts';
import type { GradedAnswer, GradedSample } from '../../grading/graded-sample.ts';
import { isRight, type Metric } from '../../grading/grading.ts';
import type { RunSpec } from '../../spec/run-spec.ts';
import type { Example, Trouble } from '../report-schema.ts';
import { metricText } from '../words/format.ts';

/** Collects what the report shows of single samples while they stream by. */
export interface Gallery {
  add(sample: GradedSample): void;
  /** How the examples were chosen, in words. */
  rule: string;
  examples(): Example[];
  troubles(): Trouble[];
}

const mostTroubles = 50;

/** What of a spec tells kinds of answers apart. */
export type Chosen = Pick<RunSpec, 'verdict' | 'candidates'> & { data: Pick<RunSpec['data'], 'targets'> };

/** A gallery of the kinds that a spec's comparison knows; without one, of right and wrong answers of the first candidate. */
export function createGallery(spec: Chosen): Gallery {
  const { verdict } = spec;
  const shelves = verdict ? shelvesOfPair() : spec.data.targets ? shelvesOfAgreement() : shelvesOfOne();
  const troubles: Trouble[] = [];
  let showsImages = false;

  function add(graded: GradedSample): void {
    showsImages ||= graded.sample.images.length > 0;
    for (const answer of graded.answers) {
      const trouble = troubles.length < mostTroubles ? troubleOf(graded, answer) : undefined;
      if (trouble) troubles.push(trouble);
    }
    const kind = kindOf(graded, spec);
    if (kind) shelves.get(kind)?.add(graded);
  }

  const by = `by ${metricText(verdict?.metric ?? 'normalised')}`;
  const sizes = [...shelves].map(([kind, shelf]) => `${shelf.size} ${kind}`).join(', ');
  return {
    add,
    get rule() {
      if (!verdict && spec.data.targets)
        return `At most 100 disagreements and 10 agreements ${by}, in the order of the test set.`;
      const each = showsImages ? 'one an image' : 'one a question';
      return `At most ${sizes} ${by}: the first of each kind in the order of the test set, ${each}.`;
    },
    examples: () =>
      [...shelves].flatMap(([kind, shelf]) => shelf.samples.map((graded) => ({ kind, ...exampleOf(graded) }))),
    troubles: () => troubles,
  };
}

/** Which of the compared candidates is right; without a comparison, whether the first candidate is. */
export type Kind = Example['kind'];

const shelvesOfPair = () =>
  new Map<Kind, Shelf>([
    ['gained', new Shelf(16)],
    ['lost', new Shelf(16)],
    ['both wrong', new Shelf(16)],
    ['both right', new Shelf(12)],
  ]);

const shelvesOfOne = () =>
  new Map<Kind, Shelf>([
    ['wrong', new Shelf(30)],
    ['right', new Shelf(30)],
  ]);

/** Every disagreement counts, several about one image too. */
const shelvesOfAgreement = () =>
  new Map<Kind, Shelf>([
    ['wrong', new Shelf(100, { several: true })],
    ['right', new Shelf(10)],
  ]);

class Shelf {
  readonly size: number;
  readonly samples: GradedSample[] = [];
  readonly #shown = new Set<string>();

  readonly #several: boolean;

  constructor(size: number, { several = false } = {}) {
    this.size = size;
    this.#several = several;
  }

  add(graded: GradedSample): void {
    const shown = shownBy(graded.sample);
    if (this.samples.length >= this.size || (!this.#several && this.#shown.has(shown))) return;
    this.#shown.add(shown);
    this.samples.push(graded);
  }
}

/** The kind of a sample by the metric of the verdict; undefined when a score is missing. */
export function kindOf(graded: GradedSample, { verdict, candidates, data }: Chosen): Kind | undefined {
  const right = rightness(graded, verdict?.metric ?? 'normalised');
  if (verdict) return kindOfPair(right(verdict.compare), right(verdict.against));
  const [first = ''] = Object.keys(candidates).filter((name) => name !== data.targets?.candidate);
  return kindOfOne(right(first));
}

/** Whether a candidate was right; undefined when its answer is missing. */
function rightness({ answers }: GradedSample, metric: Metric): (candidate: string) => boolean | undefined {
  return (name) => {
    const grade = answers.find(({ candidate }) => candidate === name)?.grade;
    const score = grade?.scores[metric];
    return score === undefined ? undefined : isRight(score);
  };
}

function kindOfPair(compare: boolean | undefined, against: boolean | undefined): Kind | undefined {
  if (compare === undefined || against === undefined) return undefined;
  if (compare) return against ? 'both right' : 'gained';
  return against ? 'lost' : 'both wrong';
}

function kindOfOne(right: boolean | undefined): Kind | undefined {
  if (right === undefined) return undefined;
  return right ? 'right' : 'wrong';
}

/** What is shown of a sample. */
export function exampleOf({ sample, answers }: GradedSample): Omit<Example, 'kind'> {
  return {
    ...shownSample(sample),
    slices: slicesOf(sample),
    answers: answers.map(answerOf),
  };
}

function answerOf({ candidate, answer, grade, rating }: GradedAnswer): Example['answers'][number] {
  return {
    candidate,
    outcome: answer.outcome,
    text: answer.outcome === 'failed' ? answer.reason : answer.text,
    cutByLength: answer.outcome === 'answered' && answer.cutByLength,
    ...(grade && { scores: { ...grade.scores } }),
    ...(rating?.outcome === 'rated' && { rating: { label: rating.label, reason: rating.reason } }),
  };
}

function troubleOf({ sample }: GradedSample, { candidate, answer }: GradedAnswer): Trouble | undefined {
  switch (answer.outcome) {
    case 'answered':
      return undefined;
    case 'refused':
      return {
        sample: sample.id,
        candidate,
        outcome: 'refused',
        reason: `by the ${answer.by}${answer.text && `: ${answer.text}`}`,
      };
    case 'failed':
      return { sample: sample.id, candidate, outcome: 'failed', reason: answer.reason };
  }
}
