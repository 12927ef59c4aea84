import type { FoundModel } from '../run/run.ts';

const day = 24 * 60 * 60 * 1000;

/** What a person should know before models are asked that die, or are gone: a sentence each; undefined when none does. */
export function shutdownNotice(models: readonly FoundModel[], now: Date): string | undefined {
  const sentences = models.flatMap(({ candidate, gone, shutdownDate }) => {
    if (gone !== undefined) return [`${candidate} cannot be asked: ${gone}.`];
    return shutdownDate === undefined
      ? []
      : [`The model of ${candidate} is shut down on ${shutdownText(shutdownDate, now)}.`];
  });
  return sentences.length === 0 ? undefined : sentences.join(' ');
}

/** A date with how far off it is, such as `2026-12-11, in 13 days`. */
export function shutdownText(date: string, now: Date): string {
  const days = Math.ceil((Date.parse(date) - now.getTime()) / day);
  if (Number.isNaN(days)) return date;
  if (days < 0) return `${date}, which has passed`;
  return days === 0 ? `${date}, today` : `${date}, in ${days === 1 ? '1 day' : `${days} days`}`;
}
