/** The scores of one run, in the order of the samples of its test set. */
export interface RunScores {
  /** Of each sample, as a number from 0: samples of one cluster depend on each other. The same for all runs of a test set. */
  clusters: readonly number[];
  /** NaN where a sample has no score. */
  scores: Float64Array;
}

/** The mean of a run's scores; NaN where there is none. */
export function meanOfRun({ scores }: RunScores): number {
  const present = scores.filter((score) => !Number.isNaN(score));
  return sumOf(present) / present.length;
}

/** The mean of each sample's scores over several runs of one test set; NaN where it has none. */
export function meansOfSamples(runs: readonly RunScores[]): Float64Array {
  return Float64Array.from(runs[0]?.scores ?? [], (_, sample) => {
    const present = runs.map(({ scores }) => scores[sample] ?? Number.NaN).filter((score) => !Number.isNaN(score));
    return sumOf(present) / present.length;
  });
}

/** Adds numbers up. */
export function sumOf(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
