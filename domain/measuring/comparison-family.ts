import type { RunSpec, VerdictSpec } from '../spec/run-spec.ts';

/** What decides how two candidates are compared. */
export type ComparisonRule = Pick<
  VerdictSpec,
  'compare' | 'against' | 'metric' | 'slice' | 'minimumEffect' | 'margin' | 'alpha'
>;

/** The comparisons of a spec, the verdict's first. They share its alpha: each of k is at alpha/k (Bonferroni). */
export function comparisonsOf({ verdict, comparisons }: Pick<RunSpec, 'verdict' | 'comparisons'>): ComparisonRule[] {
  if (!verdict) return [];
  const alpha = verdict.alpha / (1 + comparisons.length);
  const further = comparisons.map(({ metric, minimumEffect, ...own }) => ({
    ...own,
    metric: metric ?? verdict.metric,
    minimumEffect: minimumEffect ?? verdict.minimumEffect,
    alpha,
  }));
  return [{ ...verdict, alpha }, ...further];
}
