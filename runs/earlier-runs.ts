import { isDeepStrictEqual } from 'node:util';
import type { Earlier } from '../domain/cost/estimate.ts';
import { providerOfCandidate } from '../domain/cost/prices.ts';
import { isRater, raterName } from '../domain/grading/rating.ts';
import { askedModels, parametersByWho } from '../domain/models/asked.ts';
import type { Calls, Report } from '../domain/report/report-schema.ts';
import type { RunInput } from '../domain/run/run.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { isReusable, sharesAnswers } from './answer-cache.ts';
import { openRun } from './open-run.ts';
import { probedImages } from './probed-images.ts';
import { type RunRecord, recordedRunIds } from './record.ts';
import { unlessBroken } from './unless-broken.ts';

/** Runs that are looked at, the newest first. */
const mostRuns = 50;

/** A run that has been reported. */
interface ReportedRun {
  run: string;
  spec: RunSpec;
  report: Report;
  input: Pick<RunInput, 'limit' | 'schedule'>;
}

/**
 * What earlier runs in the store tell of one that is yet to begin: how long answers are, what need not be asked or trained
 * again, and how long it took. `fingerprint` is that of its data, absent where it cannot be read.
 */
export async function earlierRuns(store: ArtifactStore, spec: RunSpec, fingerprint?: string): Promise<Earlier> {
  const runs = await reportedRuns(store);
  const same = runs.filter(
    ({ report, input }) => input.limit === undefined && report.provenance.dataset.fingerprint === fingerprint,
  );
  const trainedBy = spec.fineTune?.reuse === 'same' ? same.find((run) => trained(run, spec))?.run : undefined;
  const like = runs.map((run) => tookLike(run, spec)).find((took) => took !== undefined);
  return {
    images: await probedImages(store),
    lengths: new Map(askedModels(spec).flatMap(({ who }) => lengthOf(runs, spec, who))),
    answered: answeredBy(same, spec, trainedBy),
    ...(trainedBy !== undefined && { trainedBy }),
    ...(like && { like }),
  };
}

async function reportedRuns(store: ArtifactStore): Promise<ReportedRun[]> {
  const records: RunRecord[] = [];
  for (const runId of await recordedRunIds(store)) {
    const record = await unlessBroken(() => openRun(store, runId).record());
    if (record) records.push(record);
  }
  const newest = records.sort((a, b) => b.startedAt.localeCompare(a.startedAt)).slice(0, mostRuns);
  const runs = [];
  for (const { input } of newest) {
    const run = await unlessBroken(() => reportedRun(store, input));
    if (run) runs.push(run);
  }
  return runs;
}

async function reportedRun(store: ArtifactStore, input: RunInput): Promise<ReportedRun | undefined> {
  const run = openRun(store, input.runId);
  const [spec, stored] = [await run.spec(), await run.report()];
  return spec && stored && { run: input.runId, spec, report: stored.report, input };
}

/** All that a candidate or a rater is asked by, besides the questions. */
function askedBy(spec: RunSpec, who: string): unknown {
  if (!isRater(who)) {
    const candidate = spec.candidates[who];
    const provider = providerOfCandidate(spec, who);
    return (
      candidate && [
        candidate,
        provider,
        spec.providers[provider]?.baseUrl,
        candidate.model === 'tuned' && spec.fineTune,
      ]
    );
  }
  const grader = Object.entries(spec.graders).find(([name]) => raterName(name) === who)?.[1];
  const rater = grader ?? spec.judge;
  const provider = (rater && 'provider' in rater ? rater.provider : undefined) ?? spec.provider;
  return [rater, provider, spec.providers[provider]?.baseUrl];
}

function isAskedAlike(spec: RunSpec, other: RunSpec, who: string): boolean {
  const [here, there] = [askedBy(spec, who), askedBy(other, who)];
  return here !== undefined && areAlike(here, there);
}

/** Whether two parts of specs are the same, one of which was stored: what JSON leaves out is not there. */
function areAlike(one: unknown, other: unknown): boolean {
  const written = (part: unknown): unknown => JSON.parse(JSON.stringify([part]));
  return isDeepStrictEqual(written(one), written(other));
}

function accountOf({ report }: ReportedRun, who: string): Calls | undefined {
  return report.execution.calls.find((account) => account.who === who);
}

/** Answers to the same prompt are about as long, whatever the data. */
function lengthOf(
  runs: readonly ReportedRun[],
  spec: RunSpec,
  who: string,
): [string, { run: string; tokens: number }][] {
  for (const run of runs) {
    const account = accountOf(run, who);
    const isAlike = isAskedAlike(spec, run.spec, who) && areAlike(spec.prompt, run.spec.prompt);
    if (isAlike && account && account.calls > 0 && account.completionTokens > 0 && !account.uncounted) {
      return [[who, { run: run.run, tokens: account.completionTokens / account.calls }]];
    }
  }
  return [];
}

/** Who was told all of it by one earlier run; raters only where all candidates were. */
function answeredBy(
  runs: readonly ReportedRun[],
  spec: RunSpec,
  trainedBy: string | undefined,
): ReadonlyMap<string, string> {
  const parameters = parametersByWho(spec);
  /** Who is asked alike is sent the same. */
  const isShared = (of: RunSpec, who: string, input: ReportedRun['input'] = {}) =>
    (isRater(who) ? isReusable : sharesAnswers)(of, parameters.get(who) ?? {}, input);
  const told = new Map<string, string>();
  for (const { who } of askedModels(spec)) {
    const isTuned = spec.candidates[who]?.model === 'tuned';
    const source = runs.find((run) => {
      const account = accountOf(run, who);
      const isPinned = isTuned ? run.run === trainedBy : account?.models.every((model) => model === account.model);
      const isTold = account !== undefined && account.calls + account.reused > 0 && run.report.outcome === 'done';
      const isAlike = run.spec.repeats >= spec.repeats && isAskedAlike(spec, run.spec, who);
      return isTold && isPinned && isAlike && isShared(run.spec, who, run.input);
    });
    const needed = isRater(who) ? Object.keys(spec.candidates) : [];
    const isFree = isShared(spec, who) && needed.every((name) => told.get(name) === source?.run);
    if (source && isFree) told.set(who, source.run);
  }
  return told;
}

function trained({ spec, report }: ReportedRun, wanted: RunSpec): boolean {
  return report.execution.tuned !== undefined && isTrainedAlike(spec, wanted);
}

function isTrainedAlike(spec: RunSpec, wanted: RunSpec): boolean {
  const recipe = ({ fineTune, provider, providers }: RunSpec) => {
    const { model, hyperparameters, seed, provider: own = provider } = fineTune ?? {};
    return [model, hyperparameters, seed, own, providers[own]?.baseUrl];
  };
  return wanted.fineTune !== undefined && areAlike(recipe(spec), recipe(wanted));
}

/** How long a run took that trained by the same recipe, whatever the data. */
function tookLike({ run, spec, report, input }: ReportedRun, wanted: RunSpec): Earlier['like'] {
  const { tuned, startedAt, finishedAt, revision } = report.execution;
  const isOwn = tuned !== undefined && tuned.reusedFrom === undefined && revision === 1 && input.limit === undefined;
  if (!isOwn || startedAt === undefined || !isTrainedAlike(spec, wanted)) return undefined;
  return { run, seconds: Math.round((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000) };
}
