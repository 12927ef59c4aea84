import type { Metric } from '../grading/grading.ts';
import type { Report } from './report-schema.ts';

/** What the candidates of a report are scored by: the rules, then the graders of the spec. */
export function metricsShown({ candidates }: Pick<Report, 'candidates'>): Metric[] {
  return Object.keys(candidates[0]?.slices[0]?.scores ?? {});
}
