import type { Report } from '../report-schema.ts';
import { noticesOf } from '../words/notices.ts';
import { type Html, html } from './html-text.ts';
import { unbroken } from './parts.ts';

/** The banner of a report whose verdict confirms nothing, or rests on what spoils it. */
export function noticeBanner(report: Report): Html | undefined {
  const notices = noticesOf(report);
  if (notices.length === 0) return undefined;
  const lines = notices.map(({ title, text }) => html`<p><strong>${title}</strong>: <bdi>${unbroken(text)}</bdi></p>`);
  return html`<div class="notice" role="note">${lines}</div>`;
}
