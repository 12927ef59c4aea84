import { readFileSync } from 'node:fs';
import { arch, availableParallelism, platform } from 'node:os';
import { openAudit, samplesShown } from '../../domain/audit/audit.ts';
import { missedBy } from '../../domain/cost/against-estimate.ts';
import type { Estimate } from '../../domain/cost/estimate-schema.ts';
import { isQuestionARow } from '../../domain/data/columns.ts';
import type { Dataset } from '../../domain/data/dataset.ts';
import { answerDimension } from '../../domain/data/slices.ts';
import type { GradedSample } from '../../domain/grading/graded-sample.ts';
import { createDoubts } from '../../domain/grading/judge-against-rules.ts';
import { ratersOf } from '../../domain/grading/raters.ts';
import { raterName } from '../../domain/grading/rating.ts';
import type { Metrics } from '../../domain/measuring/metrics-schema.ts';
import type { Shutdown } from '../../domain/models/shutdown.ts';
import { assembleReport } from '../../domain/report/assemble.ts';
import { chartFile, drawCharts } from '../../domain/report/charts/charts.ts';
import { createGallery } from '../../domain/report/chosen/examples.ts';
import { createSelection, type Selected } from '../../domain/report/chosen/selection.ts';
import { markdownReport } from '../../domain/report/files/markdown.ts';
import {
  type Prediction,
  type PredictionShape,
  predictionHeader,
  predictionLines,
  predictionsOf,
} from '../../domain/report/files/predictions.ts';
import { openPredictionFile } from '../../domain/report/files/predictions-parquet.ts';
import { type Ledger, openLedger } from '../../domain/report/ledger.ts';
import { htmlPage } from '../../domain/report/page/page.ts';
import type { Report } from '../../domain/report/report-schema.ts';
import { warningsIn } from '../../domain/report/spoils/said.ts';
import { doubtfulRatings } from '../../domain/report/words/judge-words.ts';
import { endOf } from '../../domain/report/words/notices.ts';
import type { ArtifactRef } from '../../domain/run/artifact.ts';
import type { RunInput, RunResult, TunedModel } from '../../domain/run/run.ts';
import type { RunSpec } from '../../domain/spec/run-spec.ts';
import { approvalEvents, approvalsIn } from '../../runs/approvals.ts';
import { budgetStanding } from '../../runs/budgets.ts';
import { type AnswersToGrade, readGradedSamples, readRatings } from '../../runs/graded-samples.ts';
import { publishHashes } from '../../runs/hashes.ts';
import { readIdentities } from '../../runs/identities.ts';
import { publishJson, readIfThere, readJson } from '../../runs/json.ts';
import { keys } from '../../runs/keys.ts';
import { takeLook } from '../../runs/looks.ts';
import { readParameters } from '../../runs/parameters.ts';
import { readProbes } from '../../runs/probes.ts';
import { readShutdowns } from '../../runs/shutdowns.ts';
import { takenAnswers } from '../../runs/taken-answers.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import type { JobRecord } from '../fine-tuning-job.ts';
import { thumbnailsOf } from '../thumbnails.ts';

/** What a report is written from. */
export interface WriteReportInput extends AnswersToGrade {
  metrics: ArtifactRef;
  /** The model that this run made, if it made one. */
  tuned?: TunedModel;
  /** When the run began, in ISO 8601. */
  startedAt?: string;
}

/** Writes the report's files, or finds those that an earlier attempt has written. */
export async function writeReport(
  store: ArtifactStore,
  input: WriteReportInput,
  tick: () => void,
  now = () => new Date(),
): Promise<RunResult> {
  const { predictions, parquet, draft, selected } = await readThrough(store, input, tick, now);
  // An earlier attempt's report wins, and the pages are made from the one that is there.
  const json = await publishJson(store, fileKey(input.run, 'report.json'), draft);
  const report = await readJson<Report>(store, json);
  const pages = await publishPages(store, input.run, report, selected);
  const hashes = await publishHashes(store, input.run);
  return { ...endOf(report), report: { json, predictions, parquet, ...pages }, hashes };
}

function fileKey({ runId, revision }: RunInput, file: string): string {
  return keys.report(runId, revision, file);
}

/** Walks through all samples: writes the predictions, and gathers what the report shows of them. */
async function readThrough(store: ArtifactStore, input: WriteReportInput, tick: () => void, now: () => Date) {
  const spec = await readJson<RunSpec>(store, input.run.spec);
  const dataset = await readJson<Dataset>(store, input.dataset);
  const metrics = await readJson<Metrics>(store, input.metrics);
  const gallery = createGallery(spec);
  const selection = createSelection(spec);
  const audit = openAudit(spec, metrics, dataset.audit);
  const doubts = spec.judge && createDoubts(spec.judge);
  const ledger = openLedger(modelsOf(spec, input));
  const ratings = await readRatings(store, input.ratings);
  ledger.addRatings(ratings.values());
  ledger.addProbes(await readProbes(store, input.run.runId));

  const dimensions = [answerDimension, ...Object.keys(spec.data.slices)];
  const shape = { graders: Object.keys(spec.graders), hasPlaces: isQuestionARow(spec.data) };
  const file = openPredictionFile(dimensions, shape);
  const pieces: Uint8Array[] = [];
  const predictions = await store.publish({
    key: fileKey(input.run, 'predictions.csv'),
    mediaType: 'text/csv',
    content: csvOf(readGradedSamples(store, spec, input, ratings), shape, (sample, samplePredictions) => {
      tick();
      gallery.add(sample);
      selection.add(sample);
      doubts?.add(sample);
      audit.add(sample);
      ledger.addAnswers(sample);
      const piece = file.add(samplePredictions);
      if (piece.length > 0) pieces.push(piece);
    }),
  });
  pieces.push(file.end());
  const parquet = await store.publish({
    key: fileKey(input.run, 'predictions.parquet'),
    mediaType: 'application/vnd.apache.parquet',
    content: pieces,
  });

  const finished = now();
  const executed = executionOf(input, ledger, finished, await trainingWarnings(store, input));
  const draft = assembleReport({
    spec,
    parameters: await readParameters(store, input.run, spec),
    isTrial: input.run.limit !== undefined,
    dataset,
    metrics,
    ratings: ledger.ratings(),
    gallery,
    doubts,
    audit,
    taken: await takenAnswers(store, input.candidates),
    execution: {
      ...executed,
      ...(await estimateOf(store, input.run, executed)),
      ...(await approvalsOf(store, input.run)),
      ...(await budgetOf(store, input.run)),
      ...(await providersOf(store, input.run)),
      ...(await shutdownsOf(store, input.run)),
      ...(await takeLook(store, input, spec, { dataset, metrics, now: finished })),
    },
    version: versionOfTempera(),
  });
  return { predictions, parquet, draft, selected: selection.selected() };
}

async function* csvOf(
  samples: AsyncIterable<GradedSample>,
  shape: PredictionShape,
  see: (sample: GradedSample, predictions: Prediction[]) => void,
): AsyncGenerator<string> {
  yield predictionHeader(shape);
  for await (const sample of samples) {
    const predictions = predictionsOf(sample);
    see(sample, predictions);
    yield predictionLines(predictions, shape);
  }
}

/** Who is asked, and which model was requested. */
function modelsOf(spec: RunSpec, { candidates }: WriteReportInput): Record<string, string> {
  const models = Object.fromEntries(candidates.map(({ candidate, model }) => [candidate, model]));
  const raters = ratersOf(spec).map(({ name, model }) => [raterName(name), model]);
  return { ...models, ...Object.fromEntries(raters) };
}

async function approvalsOf(store: ArtifactStore, { runId }: RunInput): Promise<Pick<Report['execution'], 'approvals'>> {
  const given = approvalsIn(await approvalEvents(store, runId));
  const approvals = given.map(({ by, at, estimate, revision }) => ({ by, at, estimate: estimate.sha256, revision }));
  return approvals.length > 0 ? { approvals } : {};
}

async function budgetOf(store: ArtifactStore, { runId }: RunInput): Promise<Pick<Report['execution'], 'budget'>> {
  const budget = await budgetStanding(store, runId);
  return budget ? { budget } : {};
}

async function providersOf(
  store: ArtifactStore,
  run: RunInput,
): Promise<{ providers?: Readonly<Record<string, string>> }> {
  const providers = await readIdentities(store, run);
  return Object.keys(providers).length > 0 ? { providers } : {};
}

async function shutdownsOf(store: ArtifactStore, { runId }: RunInput): Promise<{ shutdowns?: Shutdown[] }> {
  const shutdowns = await readShutdowns(store, runId);
  return shutdowns.length > 0 ? { shutdowns } : {};
}

/** What the provider remarked on the training beside its course. */
async function trainingWarnings(store: ArtifactStore, { run, tuned }: WriteReportInput): Promise<string[]> {
  const ref = tuned && (await store.find(keys.job(run.runId, run.generation)));
  if (!ref) return [];
  const { events } = await readJson<Pick<JobRecord, 'events'>>(store, ref);
  return warningsIn(events);
}

function executionOf({ run, tuned, startedAt }: WriteReportInput, ledger: Ledger, now: Date, warnings: string[]) {
  const said = ledger.said();
  return {
    run: run.runId,
    revision: run.revision,
    ...(startedAt !== undefined && { startedAt }),
    finishedAt: now.toISOString(),
    calls: ledger.calls(),
    ...(said.length > 0 && { said }),
    ...(tuned && { tuned: { ...tuned, ...(warnings.length > 0 && { warnings }) } }),
    machine: `${platform()} ${arch()}, ${availableParallelism()} cores, Node ${process.versions.node}`,
  };
}

/** What was said of the run before it began, and where it was wrong. */
async function estimateOf(
  store: ArtifactStore,
  { runId }: RunInput,
  executed: Parameters<typeof missedBy>[1],
): Promise<Pick<Report['execution'], 'estimate'>> {
  const estimate = await readIfThere<Estimate>(store, keys.estimate(runId));
  return estimate ? { estimate: { ...estimate, missed: missedBy(estimate, executed) } } : {};
}

function versionOfTempera(): string {
  return (JSON.parse(textOf('../../package.json')) as { version: string }).version;
}

function textOf(file: string): string {
  return readFileSync(new URL(file, import.meta.url), 'utf8');
}

async function publishPages(store: ArtifactStore, run: RunInput, report: Report, selected: Selected) {
  const charts = drawCharts(report);
  for (const chart of charts) await publish(store, run, `charts/${chart.file}`, 'image/svg+xml', chartFile(chart));
  const markdown = await publish(store, run, 'report.md', 'text/markdown', markdownReport(report));
  const thumbnails = await thumbnailsOf(store, [
    ...report.examples.shown,
    ...doubtfulRatings(report),
    ...samplesShown(report.audit),
    ...selected.samples,
  ]);
  const script = textOf('../../domain/report/page/browse.js');
  const html = await publish(
    store,
    run,
    'report.html',
    'text/html',
    htmlPage(report, charts, thumbnails, { selected, script }),
  );
  return { markdown, html };
}

function publish(store: ArtifactStore, run: RunInput, file: string, mediaType: string, content: string) {
  return store.publish({ key: fileKey(run, file), mediaType, content });
}
