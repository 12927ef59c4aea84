import { overBudget } from '../../answering/reasons.ts';
import { judgeName, raterName } from '../../grading/rating.ts';
import type { Reason } from '../../measuring/metrics-schema.ts';
import type { Spoil } from '../report-schema.ts';
import type { Rated } from './rating-spoils.ts';
import { outOf, shareOf } from './shares.ts';

/** What was never asked for, since a person ended the run at its cap: however little, such a run is incomplete. */
export function endedAtCap({ candidates, judge, graders = [] }: Rated): Spoil[] {
  const raters = [
    ...(judge ? [{ ...judge, rater: judgeName }] : []),
    ...graders.map(({ name, graded: rated, ...counts }) => ({ ...counts, rated, rater: raterName(name) })),
  ];
  return [
    ...candidates.flatMap(({ name: candidate, slices: [all], reasons }) => {
      const of = all?.samples ?? 0;
      return unasked(reasons, (count) => ({
        candidate,
        ...shareOf(count, of),
        text: `${outOf(count, of, 'answer')} of ${candidate}`,
      }));
    }),
    ...raters.flatMap(({ rater, rated, failed, reasons }) =>
      unasked(reasons, (count) => ({
        rater,
        ...shareOf(count, rated + failed),
        text: `${outOf(count, rated + failed, 'rating')} by ${rater}`,
      })),
    ),
  ];
}

function unasked(reasons: readonly Reason[] = [], found: (count: number) => Omit<Spoil, 'kind'>): Spoil[] {
  const count = reasons.filter(({ code }) => code === overBudget).reduce((sum, reason) => sum + reason.count, 0);
  if (count === 0) return [];
  const { text, ...who } = found(count);
  const are = count === 1 ? 'was' : 'were';
  const why = 'somebody ended the run at its cap (limits.spend)';
  return [{ kind: 'ended-at-cap', ...who, text: `${text} ${are} not asked for: ${why}.` }];
}
