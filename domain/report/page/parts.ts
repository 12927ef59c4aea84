import type { CandidateReport, Report } from '../../report.ts';
import { type Html, html } from '../html-text.ts';
import { seriesOf } from '../series.ts';

/** A wide table that scrolls by itself, also by keyboard. */
export function scrollable(name: string, content: Html): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${name}">${content}</div>`;
}

/** A candidate's name with the mark of its colour. */
export function candidateName({ name, kind, incomplete }: CandidateReport, report: Report): Html {
  return html`${swatch(name, report)}${kind === 'baseline' ? html`<em>${name}</em>` : name}${incomplete && html` <small class="warning">incomplete</small>`}`;
}

/** The mark of a candidate's colour. */
export function swatch(name: string, report: Report): Html {
  return html`<i class="swatch" style="background:var(${seriesOf(report).get(name) ?? '--ink'})"></i>`;
}

const longest = 600;

/** Text of the data set or of a model: isolated, in its own direction, and no longer than the page can bear. */
export function foreign(text: string): Html {
  const characters = [...text];
  if (characters.length <= longest) return html`<bdi>${text}</bdi>`;
  return html`<bdi>${characters.slice(0, longest).join('')}…</bdi> <small>(${characters.length - longest} more characters in predictions.csv)</small>`;
}
