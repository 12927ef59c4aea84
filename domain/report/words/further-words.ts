import type { Comparison } from '../../measuring/metrics-schema.ts';
import { confidence, counted, marginText } from './format.ts';

type Family = Pick<Comparison, 'alpha' | 'family'>;

/** Why intervals are wider than the alpha of the spec says, such as `, since 3 comparisons`; nothing for one alone. */
export function sinceText(comparison: Pick<Comparison, 'family'> | undefined): string {
  const family = comparison?.family ?? 1;
  return family > 1 ? `, since ${counted(family, 'comparison')}` : '';
}

/** The share of alpha that an interval has, such as `0.05/3`, or `0.05/3/2` in a slice that shares it with another. */
export function alphaText({ alpha, family }: Family, slices = 1): string {
  const whole = Number((alpha * family).toPrecision(6));
  return [whole, family, slices].filter((part, index) => index === 0 || part > 1).join('/');
}

/** What further comparisons are, and how sure. */
export function furtherCaption(first: Family): string {
  return `The ${counted(first.family, 'comparison')} of the spec share α: each interval is at ${confidence(first.alpha)} (1 − ${alphaText(first)}). The run’s verdict rests on none of these.`;
}

/** What a comparison asks, such as `minimum effect of 3 points` or `margin of 2 points`. */
export function goalText({ margin: asked, minimumEffect }: Pick<Comparison, 'margin' | 'minimumEffect'>): string {
  return asked === undefined ? `minimum effect of ${marginText(minimumEffect)}` : `margin of ${marginText(asked)}`;
}

/** The word of a comparison, with the reason where it is not the interval. */
export function verdictText({ verdict, because }: Pick<Comparison, 'verdict' | 'because'>, unit: string): string {
  const word = verdict.replace('-', ' ');
  if (because === 'interval') return word;
  return `${word}: ${because === 'too few clusters' ? `too few ${unit}s` : because}`;
}
