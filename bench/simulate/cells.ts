/** A kind of test set: how large, how dependent, and how often the two candidates differ. */
export interface Cell {
  images: number;
  /** Of each image, from the first again once all are used up. */
  questions: readonly number[];
  /** Correlation of the differences of two questions about one image. */
  correlation: number;
  /** Share of questions on which one candidate is better than the other. */
  discordant: number;
  /** By how much: always by 1, or by a quarter, a half, three quarters or 1. */
  scores: 'whole' | 'quarters';
}

/** What cells have in common that are summed up together. */
export type Kind = 'equal images' | 'unequal images' | 'scores in quarters';

const unequal = [
  [1, 3, 9],
  [1, 1, 1, 1, 1, 1, 1, 1, 1, 20],
];

/** Every cell, the smallest of each kind first. */
export const cells: readonly Cell[] = [
  ...cellsOf([10, 20, 60, 200], [[1], [3], [5]], 'whole'),
  ...cellsOf([20, 60, 200], unequal, 'whole'),
  ...cellsOf([20, 60], [[1], [3], [1, 3, 9]], 'quarters'),
];

function cellsOf(images: number[], questions: number[][], scores: Cell['scores']): Cell[] {
  return images.flatMap((count) =>
    questions.flatMap((each) =>
      [0, 0.3, 0.6, 0.95].flatMap((correlation) =>
        [0.05, 0.25].map((discordant) => ({ images: count, questions: each, correlation, discordant, scores })),
      ),
    ),
  );
}

/** The questions of each image of a cell. */
export function sizesOf({ images, questions }: Cell): number[] {
  return Array.from({ length: images }, (_, image) => questions[image % questions.length] ?? 1);
}

/** What a cell is summed up with. */
export function kindOf({ questions, scores }: Cell): Kind {
  if (scores === 'quarters') return 'scores in quarters';
  return questions.length > 1 ? 'unequal images' : 'equal images';
}
