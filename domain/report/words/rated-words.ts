import { metricsShown } from '../metrics-shown.ts';
import type { Report } from '../report-schema.ts';
import { percent, whole } from './format.ts';

/** Scores of rules, which every report has. */
const byRules = new Set(['exact', 'normalised', 'contains']);

/**
 * What judge and graders say of each candidate, a sentence each. Labels have an order and no distances, so they are counted,
 * and never averaged.
 */
export function ratedTexts(report: Report): string[] {
  const graders = metricsShown(report).filter((metric) => !byRules.has(metric));
  return [
    ...sentence('the judge', report, ({ slices: [all] }) => {
      const { labels = [], refused = 0, failed = 0, unrated = 0 } = all?.ratings ?? {};
      if (labels.length === 0) return undefined;
      const without = refused + failed + unrated;
      const parts = labels.map(({ label, count }) => `${whole(count)} ${label}`);
      return [...parts, ...(without > 0 ? [`${whole(without)} without a rating`] : [])].join(', ');
    }),
    ...graders.flatMap((metric) =>
      sentence(metric, report, ({ slices: [all] }) => {
        const mean = all?.scores[metric]?.mean;
        return mean === undefined ? undefined : percent(mean);
      }),
    ),
  ];
}

function sentence(
  by: string,
  { candidates }: Report,
  said: (candidate: Report['candidates'][number]) => string | undefined,
): string[] {
  const parts = candidates.flatMap((candidate) => {
    const text = candidate.kind === 'candidate' ? said(candidate) : undefined;
    return text === undefined ? [] : [`${candidate.name}: ${text}`];
  });
  return parts.length === 0 ? [] : [`By ${by}: ${parts.join('; ')}.`];
}
