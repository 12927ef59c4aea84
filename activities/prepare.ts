import { cancellationSignal } from '@temporalio/activity';
import type { Dataset, PreparedRun } from '../domain/data/dataset.ts';
import type { ArtifactRef } from '../domain/run/artifact.ts';
import type { RunInput, RunPlan } from '../domain/run/run.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import { type FetchedImages, openFetchedImages } from '../preparing/fetched-images.ts';
import { prepareData } from '../preparing/prepare.ts';
import { publishJson, readIfThere, readJson } from '../runs/json.ts';
import { keys } from '../runs/keys.ts';
import { type DataPin, pinData, pinOf } from '../runs/pin.ts';
import { RunError } from '../runs/run-error.ts';
import { openSource } from '../sources/open-source.ts';
import { type BytesRead, type DataSource, InputError, OutOfReach } from '../sources/source.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { finalFailure, reporting } from './failures.ts';
import { type Done, withHeartbeat } from './heartbeat.ts';
import { readSpec } from './run-files.ts';

export interface PrepareInput {
  run: RunInput;
  plan: RunPlan;
}

export function prepareActivities({ store, dataDirectory }: { store: ArtifactStore; dataDirectory: string }) {
  return {
    /** Makes samples, images and training files, or finds those that an earlier attempt made of the same data. */
    prepareDataset: ({ run, plan }: PrepareInput): Promise<PreparedRun> =>
      reporting(async () => {
        const shared = await shareData(store, run);
        if (shared) return toPreparedRun(shared, await readJson<Dataset>(store, shared));
        const spec = await readSpec(store, run);
        const progress: Done = { done: 0, total: 0 };
        const pin = await readIfThere<DataPin>(store, keys.dataPin(run.runId));
        const fetched = openFetchedImages({ store, data: spec.data, onWait: (pause) => showPause(progress, pause) });
        const source = openSource(dataDirectory, spec.data, {
          fetched,
          pinned: pin?.sources,
          signal: cancellationSignal(),
          onProgress: (bytes) => showDownload(progress, bytes),
        });
        const ref = await withHeartbeat(
          () => progress,
          () =>
            asBadInput(() =>
              findOrPrepare({ store, run, plan, spec, source, fetched, progress }).finally(source.close),
            ),
        );
        return toPreparedRun(ref, await readJson<Dataset>(store, ref));
      }),
  };
}

/** The runs of a schedule share the test set that was pinned when it was created: no source is read. */
async function shareData(store: ArtifactStore, { runId, schedule }: RunInput): Promise<ArtifactRef | undefined> {
  if (!schedule?.data) return undefined;
  const dataset = await readJson<Dataset>(store, schedule.data);
  return publishJson(store, keys.dataset(runId), dataset);
}

interface Work extends PrepareInput {
  store: ArtifactStore;
  spec: RunSpec;
  source: DataSource;
  fetched: FetchedImages;
  progress: Done;
}

async function findOrPrepare(work: Work): Promise<ArtifactRef> {
  const { store, run, plan, spec, source, fetched, progress } = work;
  const known = await store.find(keys.dataset(run.runId));
  // Who rates or reports anew reads nothing of the sources, which may be gone by then.
  if (known && (run.from === 'judge' || run.from === 'report')) return known;
  // Nobody can have edited a commit since, and to see that would be to download it.
  if (known && spec.data.source.kind === 'hub') return known;
  // Who started the run has pinned the data, or else the first attempt does, before it makes anything of it.
  await pinData(store, run.runId, pinOf(spec, await source.files(), run.captures));
  if (known) return known;
  Object.assign(progress, { done: 0, total: 0 });
  delete progress.what;
  const { runId, limit, captures, settings } = run;
  const { pageRows } = settings;
  const fineTunes = plan.fineTune !== undefined;
  const signal = cancellationSignal();
  const dataset = await prepareData({
    spec,
    source,
    store,
    folder: keys.run(runId),
    limit,
    captures,
    pageRows,
    fineTunes,
    fetched,
    progress,
    signal,
  });
  await source.requireUnchanged();
  return publishJson(store, keys.dataset(runId), dataset);
}

/** What is downloaded counts in megabytes, until images do. */
function showDownload(progress: Done, { done, total, doing, waiting }: BytesRead): void {
  if (doing !== 'downloading') return;
  progress.done = Math.round(done / 1e6);
  progress.total = Math.round(total / 1e6);
  progress.what = 'MB of data';
  showPause(progress, waiting);
}

function showPause(progress: Done, pause: Done['pause']): void {
  if (pause) progress.pause = pause;
  else delete progress.pause;
}

async function asBadInput<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // Who mends it goes on with what has been fetched.
    if (error instanceof OutOfReach) throw finalFailure('Blocked', error.message);
    throw error instanceof InputError || error instanceof RunError ? finalFailure('BadInput', error.message) : error;
  }
}

function toPreparedRun(dataset: ArtifactRef, { samples, trainingFile, validationFile }: Dataset): PreparedRun {
  const { rows, pageRows } = samples;
  return { dataset, rows, pageRows, ...(trainingFile && { trainingFile }), ...(validationFile && { validationFile }) };
}
