import type { Report } from '../../report.ts';
import { type Html, html } from '../html-text.ts';
import { looksText } from '../look-words.ts';

/** Who had looked at the test set before. */
export function looksLine(report: Report): Html | undefined {
  const text = looksText(report);
  return text === undefined ? undefined : html`<p class="caption"><bdi>${text}</bdi></p>`;
}
