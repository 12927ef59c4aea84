import type { Report } from '../../report.ts';
import { type Html, html } from '../html-text.ts';
import { noticeOf } from '../notices.ts';

/** The banner of a report whose verdict confirms nothing. */
export function noticeBanner(report: Report): Html | undefined {
  const notice = noticeOf(report);
  return notice && html`<p class="notice" role="note"><strong>${notice.title}</strong>: <bdi>${notice.text}</bdi></p>`;
}
