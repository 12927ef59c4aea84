import { missedText } from '../../cost/against-estimate.ts';
import type { EstimatedCalls } from '../../cost/estimate-schema.ts';
import type { Execution } from '../report-schema.ts';
import { money, whole } from '../words/format.ts';
import { type Html, html } from './html-text.ts';
import { scrollable } from './parts.ts';

/** What was said before the run began, beside what it was; nothing of a run that nobody estimated. */
export function estimateTable(execution: Execution): Html | undefined {
  const { estimate, calls, tuned } = execution;
  if (!estimate) return undefined;
  const rows = estimate.asked.map((asked) =>
    rowOf(
      asked,
      calls.find(({ who }) => who === asked.who),
    ),
  );
  const { training } = estimate;
  const missed = missedText(execution);
  return html`${scrollable(
    'Estimate and what it was',
    html`<table><thead><tr><th scope="col">Estimated, and was</th><th scope="col" class="number">calls</th><th scope="col" class="number">tokens in</th><th scope="col" class="number">tokens out</th><th scope="col" class="number">cost</th></tr></thead><tbody>${rows}${
      training &&
      html`<tr><th scope="row">training</th><td></td>${cell(`${whole(training.tokens)} × ${training.epochs}`, tuned?.trainedTokens)}<td></td>${cell(training.cost && money({ ...training.cost, amount: training.cost.typical }), tuned?.cost && money(tuned.cost))}</tr>`
    }</tbody></table>`,
  )}${missed !== undefined && html`<p class="caption">${missed}</p>`}`;
}

function rowOf(asked: EstimatedCalls, was: Execution['calls'][number] | undefined): Html {
  const { textTokens, imageTokens, answerTokens, cost } = asked;
  const sent = imageTokens === undefined ? undefined : whole(textTokens + imageTokens);
  return html`<tr><th scope="row">${asked.who}</th>${cell(whole(asked.calls), was?.calls)}${cell(sent, was?.promptTokens)}${cell(whole(answerTokens.typical), was?.completionTokens)}${cell(cost && money({ ...cost, amount: cost.typical }), was?.cost && money(was.cost))}</tr>`;
}

function cell(estimated: string | undefined, was: number | string | undefined): Html {
  return html`<td class="number">${typeof was === 'number' ? whole(was) : (was ?? '–')}<small>${estimated ?? 'not known'}</small></td>`;
}
