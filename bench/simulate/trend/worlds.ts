/** What the runs of a schedule are like. */
export interface World {
  images: number;
  /** Share of images that are answered at random, each with a probability of its own; all others say the same each time. */
  random?: number;
  /** Share of images whose answer turns for good with each run, as many either way. */
  replaced?: number;
  /** Standard deviation of what all images of a run share, in score. */
  wobble?: number;
  /** By how much the score falls a run: so many further images turn wrong for good. */
  falls?: number;
  /** Runs that a model is served for before the provider replaces it by one as good; absent of one that stays. */
  servedFor?: number;
}

/** So many runs a schedule has where nothing falls, and where something does. */
export const lengths = { steady: 50, falling: 10 };

const steady: Omit<World, 'images'>[] = [
  { random: 0.1 },
  { random: 0.3 },
  { replaced: 0.02 },
  { random: 0.3, wobble: 0.01 },
  { random: 0.3, wobble: 0.02 },
  { random: 0.3, servedFor: 10 },
  { random: 0.3, wobble: 0.02, servedFor: 10 },
];

const falling: Omit<World, 'images'>[] = [0.01, 0.02].flatMap((falls) => [
  { random: 0.1, falls },
  { random: 0.3, falls },
  { random: 0.3, wobble: 0.01, falls },
  { replaced: 0.02, falls },
]);

/** Every world that is simulated, those in which nothing falls first. */
export const worlds: readonly World[] = [...steady, ...falling].flatMap((world) =>
  [100, 500].map((images) => ({ images, ...world })),
);
