import { leastLikeness } from '../../grading/judge-against-rules.ts';
import type { DoubtfulRating, Report } from '../report-schema.ts';
import { counted } from './format.ts';

/** The ratings shown that the rules speak against. */
export function doubtfulRatings({ judge }: Report): DoubtfulRating[] {
  return judge ? [...judge.againstRules.top.shown, ...judge.againstRules.lowest.shown] : [];
}

/** A warning when the judge rates answers of its own family; undefined when it does not. */
export function familyWarning({ judge }: Report): string | undefined {
  if (!judge || judge.sameFamily.length === 0) return undefined;
  return `The judge (${judge.model}) is of one family with ${judge.sameFamily.join(' and ')}: judges are known to prefer answers of their own kind.`;
}

/** How many ratings the rules speak against, in a sentence; undefined without a judge. */
export function againstRulesText({ judge }: Report): string | undefined {
  if (!judge) return undefined;
  const { top, lowest } = judge.againstRules;
  return `Judge against rules: ${counted(top.count, 'top rating')} of an answer with a word F1 below ${leastLikeness} against every target, ${counted(lowest.count, 'lowest rating')} of an exact match.`;
}

/** How many ratings the rules gave in place of the judge, in a sentence; undefined where the judge is always asked. */
export function settledText({ candidates }: Report): string | undefined {
  const counts = candidates.map(({ slices }) => slices[0]?.ratings?.settled).filter((count) => count !== undefined);
  if (counts.length === 0) return undefined;
  const total = counts.reduce((sum, count) => sum + count, 0);
  return `Rules settled ${counted(total, 'rating')} without asking the judge: an exact or normalised match has the best label, a yes or no that can be read the best or the worst.`;
}
