import type { Report } from '../report-schema.ts';
import { looksText } from '../words/look-words.ts';
import { type Html, html } from './html-text.ts';

/** Who had looked at the test set before. */
export function looksLine(report: Report): Html | undefined {
  const text = looksText(report);
  return text === undefined ? undefined : html`<p class="caption"><bdi>${text}</bdi></p>`;
}
