import { shutdownText } from '../models/shutdown.ts';
import type { FoundModel } from '../run/run.ts';

/** What a person should know of models before they are asked: which die, and which are gone; undefined when none does. */
export function noticeOfModels(models: readonly FoundModel[], now: number): string | undefined {
  const sentences = models.flatMap(({ candidate, gone, shutdown }) => {
    if (gone !== undefined) return [`${candidate} cannot be asked: ${gone}.`];
    return shutdown ? [`${shutdownText(shutdown, now)}.`] : [];
  });
  return sentences.length === 0 ? undefined : [...new Set(sentences)].join(' ');
}
