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

/** One reason, with the status of its response where there was one. */
export function reasonText({ code, status }: Omit<Reason, 'count'>): string {
  if (status === undefined) return code;
  return code === String(status) ? `HTTP ${code}` : `HTTP ${status} ${code}`;
}

/** The reasons behind a count, in brackets; nothing where none is known. */
export function because(reasons: readonly Reason[] = [], outcome?: Reason['outcome']): string {
  const meant = reasons.filter((reason) => outcome === undefined || reason.outcome === outcome);
  return meant.length === 0 ? '' : ` (${reasonsText(meant)})`;
}
