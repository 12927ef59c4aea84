import { outOfThought } from '../../answering/reasons.ts';
import type { Reason } from '../../measuring/metrics-schema.ts';
import { whole } from './format.ts';

/** Reasons that a sentence names. */
const mostNamed = 3;

/** Why answers or ratings are none, such as `12 × HTTP 400 unsupported_value, 3 × timeout`; the report lists all. */
export function reasonsText(reasons: readonly Reason[]): string {
  const named = reasons.slice(0, mostNamed).map((reason) => `${whole(reason.count)} × ${reasonText(reason)}`);
  const others = reasons.slice(mostNamed).reduce((sum, { count }) => sum + count, 0);
  return [...named, ...(others > 0 ? [`${whole(others)} × others`] : [])].join(', ');
}

/** Our codes that say less than a few words. */
const words: Readonly<Record<string, string>> = {
  [outOfThought]: 'out of thought',
  'only-reasoning': 'thoughts alone',
  'no-text': 'no text',
};

/** One reason, with the status of its response where there was one. */
export function reasonText({ code, status }: Omit<Reason, 'count'>): string {
  if (status === undefined) return Object.hasOwn(words, code) ? (words[code] ?? code) : code;
  return code === String(status) ? `HTTP ${code}` : `HTTP ${status} ${code}`;
}

/** The reasons behind a count, in brackets; nothing where none is known. */
export function because(reasons: readonly Reason[] = [], outcome?: Reason['outcome']): string {
  const meant = reasons.filter((reason) => outcome === undefined || reason.outcome === outcome);
  return meant.length === 0 ? '' : ` (${reasonsText(meant)})`;
}

/** What to do about answers that were used up by thoughts; nothing where none was. */
export function moreThought(reasons: readonly Reason[] = []): string {
  return reasons.some(({ code }) => code === outOfThought)
    ? ' Raise parameters.reasoningTokens, or lower reasoningEffort.'
    : '';
}
