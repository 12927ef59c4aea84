import { pictureKey } from '../../data/named-images.ts';
import { isInSlice } from '../../data/slices.ts';
import { baselineName, type GradedSample } from '../../grading/graded-sample.ts';
import type { Example } from '../report-schema.ts';
import { clip, longestText } from '../words/clip.ts';
import { type Chosen, exampleOf, type Kind, kindOf } from './examples.ts';

/** A sample as the page can show it; `missing` where the compared candidates lack a score. */
export interface ShownAnswers extends Omit<Example, 'kind'> {
  kind: Kind | 'missing';
  /** True when the verdict rests on it. */
  isInVerdict: boolean;
}

/** The samples whose texts are in the page, in the order in which they are shown. */
export interface Selected {
  samples: readonly ShownAnswers[];
  /** How many there are. */
  of: number;
}

/** Selects what the page can show while samples stream by, in bounded memory. */
export interface Selection {
  add(sample: GradedSample): void;
  selected(): Selected;
}

/** How much of the samples a page holds. */
export interface SelectionLimits {
  samples: number;
  /** Over all texts of questions, targets and answers. */
  characters: number;
  /** Of one text; longer ones are cut, with a word on how much is left. */
  text: number;
}

/** What a browser still opens smoothly. */
export const pageLimits: SelectionLimits = { samples: 10_000, characters: 8_000_000, text: longestText };

/** What comes first: kinds of one list take turns, so that the rarer one is not crowded out. */
const turns: readonly (readonly ShownAnswers['kind'][])[] = [
  ['gained', 'lost', 'missing'],
  ['both wrong', 'wrong'],
  ['both right', 'right'],
];

/**
 * Takes changed pairs and those that lack a score first, in turn, then both wrong, then both right; within a kind in the
 * order of the image's hash, which knows nothing of the answers and keeps the questions of an image together.
 */
export function createSelection(spec: Chosen, limits = pageLimits): Selection {
  const shelves = new Map<ShownAnswers['kind'], Shelf>();
  const seen = new Map<ShownAnswers['kind'], number>();
  let count = 0;
  return {
    add: (graded) => {
      count += 1;
      const kind = kindOf(graded, spec) ?? 'missing';
      seen.set(kind, (seen.get(kind) ?? 0) + 1);
      if (countBefore(kind, seen) >= limits.samples) return;
      const shelf = shelves.get(kind) ?? new Shelf(limits);
      shelves.set(kind, shelf);
      const isInVerdict = isInSlice(graded.sample, spec.verdict?.slice ?? {});
      shelf.add({ ...clipped(exampleOf(graded), limits.text), kind, isInVerdict }, graded.sample.row);
    },
    selected: () => {
      const lists = turns.map((kinds) => kinds.map((kind) => shelves.get(kind)?.sorted() ?? []));
      return { samples: firstOf(lists.flatMap(inTurn), limits), of: count };
    },
  };
}

/** How many samples come before any of a kind; once they fill the page, no more of it need be kept. */
function countBefore(kind: ShownAnswers['kind'], seen: ReadonlyMap<ShownAnswers['kind'], number>): number {
  const before = turns.slice(
    0,
    turns.findIndex((kinds) => kinds.includes(kind)),
  );
  return before.flat().reduce((sum, one) => sum + (seen.get(one) ?? 0), 0);
}

/** Keeps the first samples of a kind that the limits allow; sorts only when a quarter more have come. */
class Shelf {
  readonly #limits: SelectionLimits;
  #kept: { key: string; sample: ShownAnswers }[] = [];
  #characters = 0;

  constructor(limits: SelectionLimits) {
    this.#limits = limits;
  }

  add(sample: ShownAnswers, row: number): void {
    this.#kept.push({ key: `${pictureKey(sample)} ${String(row).padStart(9, '0')}`, sample });
    this.#characters += charactersOf(sample);
    const { samples, characters } = this.#limits;
    if (this.#kept.length > 1.25 * samples || this.#characters > 1.25 * characters) this.#trim();
  }

  sorted(): ShownAnswers[] {
    this.#trim();
    return this.#kept.map(({ sample }) => sample);
  }

  #trim(): void {
    this.#kept.sort((a, b) => (a.key < b.key ? -1 : 1));
    const { length } = firstOf(
      this.#kept.map(({ sample }) => sample),
      this.#limits,
    );
    this.#kept.length = length;
    this.#characters = this.#kept.reduce((sum, { sample }) => sum + charactersOf(sample), 0);
  }
}

function firstOf(samples: readonly ShownAnswers[], limits: SelectionLimits): readonly ShownAnswers[] {
  let characters = 0;
  const end = samples.slice(0, limits.samples).findIndex((sample) => {
    characters += charactersOf(sample);
    return characters > limits.characters;
  });
  return samples.slice(0, end === -1 ? limits.samples : end);
}

function charactersOf({ earlier = '', question, targets, answers }: ShownAnswers): number {
  return [earlier, question, ...targets, ...answers.map(({ text }) => text)].reduce(
    (sum, { length }) => sum + length,
    0,
  );
}

function inTurn<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, place) => lists.flatMap((list) => list.slice(place, place + 1))).flat();
}

function clipped<T extends Omit<Example, 'kind'>>(example: T, longest: number): T {
  return {
    ...example,
    question: clip(example.question, longest),
    targets: example.targets.map((target) => clip(target, longest)),
    answers: example.answers
      .filter(({ candidate }) => candidate !== baselineName)
      .map((answer) => ({ ...answer, text: clip(answer.text, longest) })),
  };
}
