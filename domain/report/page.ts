import type { Report } from '../report.ts';
import type { Chart } from './charts.ts';
import { Html, html } from './html-text.ts';

/** The report as one page that needs neither network nor script. Thumbnails are data URLs by the hash of their image. */
export function htmlPage(report: Report, charts: readonly Chart[], thumbnails: ReadonlyMap<string, string>): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${report.name}</title></head>
<body><h1>${report.headline}</h1>${charts.map(({ svg }) => new Html(svg))}${thumbnails.size}</body></html>
`.toString();
}
