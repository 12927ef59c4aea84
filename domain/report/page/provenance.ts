import { stringify } from 'yaml';
import { costText } from '../../cost/costs.ts';
import { judgeName, raterName } from '../../grading/rating.ts';
import type { CandidateReport, Execution, Report } from '../report-schema.ts';
import { counted, money, whole } from '../words/format.ts';
import { givenText } from '../words/stored-words.ts';
import { estimateTable } from './estimate.ts';
import { type Html, html } from './html-text.ts';
import { candidateName, scrollable } from './parts.ts';

/** Where the numbers come from, what it took, and how to get them again. */
export function provenanceSection(report: Report): Html {
  const { dataset, spec, versions } = report.provenance;
  return html`<section aria-labelledby="provenance"><h2 id="provenance">Provenance</h2>
${modelsTable(report)}
${estimateTable(report.execution)}
${dataTable(report)}
<dl class="facts">
<dt>data fingerprint</dt><dd><code>${dataset.fingerprint}</code></dd>
${dataset.sources.map(({ path, sha256, split }) => html`<dt>${split} source</dt><dd><bdi>${path}</bdi><br><code>${sha256}</code></dd>`)}
<dt>versions</dt><dd>Tempera ${versions.tempera}, report format ${versions.report}</dd>
${[...agreed(report), ...report.candidates].map(storedFacts)}
${executionFacts(report.execution)}
</dl>
<h3 id="reproduce">To reproduce</h3>
<p>Save the spec below as <code>spec.yaml</code>, ${whereData(report.provenance)}, then:</p>
<pre tabindex="0"><code>tempera validate spec.yaml
tempera start spec.yaml --wait</code></pre>
<p class="caption">The data fingerprint must come out the same. The same answers give the same report; a provider need not give the same answers twice.</p>
<details><summary>The complete spec, with all texts</summary><pre tabindex="0"><code dir="auto">${stringify(spec, { lineWidth: 0 })}</code></pre></details>
</section>`;
}

/** Where the data is to be had again. */
function whereData({ dataset, spec }: Report['provenance']): Html {
  const [, commit] = /@([0-9a-f]{40})\//.exec(dataset.sources[0]?.path ?? '') ?? [];
  const { source } = (spec['data'] ?? {}) as { source?: { kind?: string } };
  if (source?.kind === 'hub' && commit !== undefined) {
    return html`let <code>data.source.revision</code> be <code>${commit}</code>`;
  }
  return html`let <code>TEMPERA_DATA</code> name the folder of the sources above`;
}

function agreed({ agreement }: Report): Pick<CandidateReport, 'name' | 'stored'>[] {
  return agreement ? [{ name: agreement.with, stored: agreement.stored }] : [];
}

function storedFacts({ name, stored }: Pick<CandidateReport, 'name' | 'stored'>): Html | undefined {
  if (!stored) return undefined;
  const { from, sha256, format, byId, byQuestion } = stored;
  return html`<dt>answers of ${name}</dt><dd><bdi>${from}</bdi>${format !== undefined && ` (${format})`}, given ${givenText(stored)}; ${whole(byId)} found by id, ${whole(byQuestion)} by question<br><code>${sha256}</code></dd>`;
}

function modelsTable(report: Report): Html {
  const rows = report.candidates
    .filter(({ kind }) => kind === 'candidate')
    .map((candidate) => {
      const calls = report.execution.calls.find(({ who }) => who === candidate.name);
      return html`<tr><th scope="row">${candidateName(candidate, report)}</th><td>${requested(candidate)}</td><td>${(calls?.models ?? candidate.models).map((name) => html`<code>${name}</code> `)}${fingerprints(calls)}</td><td>${candidate.provider}</td>${callCells(calls)}</tr>`;
    });
  const { judge, graders = [] } = report;
  return scrollable(
    'Models and calls',
    html`<table><thead><tr><th scope="col">Model of</th><th scope="col">requested</th><th scope="col">answered by</th><th scope="col">provider</th><th scope="col" class="number">calls</th><th scope="col" class="number">reused</th><th scope="col" class="number">tokens in</th><th scope="col" class="number">tokens out</th><th scope="col" class="number">cost</th></tr></thead><tbody>${rows}${
      judge && raterRow(judgeName, judge, report)
    }${graders.map((grader) => raterRow(raterName(grader.name), grader, report))}</tbody></table>`,
  );
}

/** The provider's names for the configurations that answered. */
function fingerprints(calls: Execution['calls'][number] | undefined): Html {
  return html`${calls?.fingerprints.map((name) => html`<small><code>${name}</code></small>`)}`;
}

const alias = html` <small class="warning">floating alias</small>`;

function requested({ model, tunedFrom, floating }: CandidateReport): Html {
  if (tunedFrom !== undefined) return html`fine-tuned from <code>${tunedFrom}</code>`;
  return html`<code>${model}</code>${floating && alias}`;
}

type RaterReport = Pick<NonNullable<Report['judge']>, 'model' | 'models' | 'floating' | 'provider'>;

function raterRow(who: string, { model, models, floating, provider }: RaterReport, { execution }: Report): Html {
  const calls = execution.calls.find((account) => account.who === who);
  return html`<tr><th scope="row">${who}</th><td><code>${model}</code>${floating && alias}</td><td>${models.map((name) => html`<code>${name}</code> `)}</td><td>${provider}</td>${callCells(calls)}</tr>`;
}

function callCells(calls: Execution['calls'][number] | undefined): Html {
  const counts = [calls?.calls, calls?.reused, calls?.promptTokens, calls?.completionTokens];
  const unknown = calls?.uncounted ? html`<small>unknown for ${counted(calls.uncounted, 'call')}</small>` : undefined;
  const ofThem = (tokens: number | undefined, what: string) =>
    tokens ? html`<small>${whole(tokens)} of them ${what}</small>` : undefined;
  const parts = [
    undefined,
    undefined,
    ofThem(calls?.cachedTokens, 'cached'),
    ofThem(calls?.reasoningTokens, 'thoughts'),
  ];
  return html`${counts.map((count, index) => html`<td class="number">${count === undefined ? '–' : whole(count)}${parts[index]}${index > 1 && unknown}</td>`)}<td class="number">${calls?.cost ? money(calls.cost) : '–'}${calls?.cost && unknown}</td>`;
}

/** Whether rows share images; those of text alone have none. */
function hasRepeats(images: number, distinct = images): boolean {
  return distinct !== images && distinct > 0;
}

function dataTable({ provenance }: Report): Html {
  const { train, validation, test } = provenance.dataset.counts;
  const splits = Object.entries({ train, validation, test });
  const unit = splits.every(([, counts]) => counts?.distinctImages === 0 || !counts) ? 'rows' : 'images';
  const rows = splits.map(
    ([split, counts]) =>
      counts &&
      html`<tr><th scope="row">${split}</th><td class="number">${whole(counts.images)} of ${whole(counts.sourceImages)}${hasRepeats(counts.images, counts.distinctImages) && html`<small>${whole(counts.distinctImages ?? 0)} distinct</small>`}</td><td class="number">${whole(counts.rows)}</td><td>${leftOut(counts.rowsLeftOut)}</td><td class="number">${counts.lines === undefined ? '–' : whole(counts.lines)}</td><td>${leftOut(counts.linesLeftOut)}</td></tr>`,
  );
  return scrollable(
    'Data',
    html`<table><thead><tr><th scope="col">Split</th><th scope="col" class="number">${unit}</th><th scope="col" class="number">questions</th><th scope="col">left out</th><th scope="col" class="number">training lines</th><th scope="col">left out</th></tr></thead><tbody>${rows}</tbody></table>`,
  );
}

function leftOut(reasons: Readonly<Record<string, number>> | undefined): string {
  if (reasons === undefined) return '–';
  const parts = Object.entries(reasons).map(([reason, count]) => `${whole(count)} ${reason}`);
  return parts.length === 0 ? 'none' : parts.join(', ');
}

function executionFacts(execution: Execution): Html {
  const { run, revision, startedAt, finishedAt, tuned, machine, approvals = [] } = execution;
  return html`<dt>run</dt><dd><code>${run}</code>, revision ${revision}${startedAt !== undefined && `, started ${readable(startedAt)}`}, reported ${readable(finishedAt)}${startedAt !== undefined && `, ${timeBetween(startedAt, finishedAt)} later`}</dd>
${tuned && html`<dt>fine-tuning job</dt><dd><code>${tuned.jobId}</code> made <code>${tuned.model}</code>${tuned.trainedTokens !== undefined && ` from ${counted(tuned.trainedTokens, 'trained token')}`}${tuned.cost && ` for ${money(tuned.cost)}`}${tuned.reusedFrom !== undefined && html`; taken over from run <code>${tuned.reusedFrom}</code>, nothing was paid for it again`}</dd>`}
${approvals.map(({ by, at, estimate }) => html`<dt>approved by</dt><dd><bdi>${by}</bdi>, ${readable(at)}: the estimate <code>${estimate}</code></dd>`)}
<dt>cost</dt><dd>${costText(execution) ?? 'not known: the spec names no prices (providers.NAME.prices)'}</dd>
${
  execution.providers &&
  html`<dt>providers</dt><dd>${Object.entries(execution.providers)
    .map(([name, identity]) => `${name}: ${identity}`)
    .join('; ')}</dd>`
}
<dt>machine</dt><dd>${machine}</dd>`;
}

function readable(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')} UTC`;
}

/** In hours and minutes, such as `2 h 5 min`. */
function timeBetween(start: string, end: string): string {
  const minutes = Math.max(0, Math.round((Date.parse(end) - Date.parse(start)) / 60_000));
  const hours = Math.floor(minutes / 60);
  return hours > 0 ? `${hours} h ${minutes % 60} min` : `${minutes} min`;
}
