import type { ArtifactRef } from '../../domain/artifact.ts';
import type { Dataset, PreparedRun } from '../../domain/dataset.ts';
import type { RunInput, RunPlan } from '../../domain/run.ts';
import type { RunSpec } from '../../domain/run-spec.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { keys } from '../../storage/keys.ts';
import { finalFailure, reporting } from '../failures.ts';
import { withHeartbeat } from '../heartbeat.ts';
import { publishJson, readJson, readSpec } from '../run-files.ts';
import { createParquetSource } from './parquet-source.ts';
import { fingerprintOf, prepareData } from './prepare.ts';
import { type DataSource, InputError } from './source.ts';

export interface PrepareInput {
  run: RunInput;
  plan: RunPlan;
}

export function prepareActivities({ store, dataDirectory }: { store: ArtifactStore; dataDirectory: string }) {
  return {
    /** Makes samples, images and training files, or finds those that an earlier attempt made of the same data. */
    prepareDataset: ({ run, plan }: PrepareInput): Promise<PreparedRun> =>
      reporting(async () => {
        const spec = await readSpec(store, run);
        const source = createParquetSource(dataDirectory, spec.data);
        const progress = { done: 0, total: 0 };
        const ref = await withHeartbeat(
          () => progress,
          () => asBadInput(() => findOrPrepare({ store, run, plan, spec, source, progress })),
        );
        return toPreparedRun(ref, await readJson<Dataset>(store, ref));
      }),
  };
}

interface Work extends PrepareInput {
  store: ArtifactStore;
  spec: RunSpec;
  source: DataSource;
  progress: { done: number; total: number };
}

async function findOrPrepare({ store, run, plan, spec, source, progress }: Work): Promise<ArtifactRef> {
  const known = await store.find(keys.dataset(run.runId));
  if (known) {
    await refuseOtherData(store, known, spec, source);
    return known;
  }
  const { runId, limit, settings } = run;
  const fineTunes = plan.fineTune !== undefined;
  const dataset = await prepareData({
    spec,
    source,
    store,
    runId,
    limit,
    pageRows: settings.pageRows,
    fineTunes,
    progress,
  });
  return publishJson(store, keys.dataset(runId), dataset);
}

/** A data set that was edited since is never silently mixed with what was made of it. */
async function refuseOtherData(
  store: ArtifactStore,
  known: ArtifactRef,
  spec: RunSpec,
  source: DataSource,
): Promise<void> {
  const { fingerprint } = await readJson<Dataset>(store, known);
  const now = fingerprintOf(spec, await source.files());
  if (now === fingerprint) return;
  throw new InputError(
    `the data has changed since this run was prepared: fingerprint ${fingerprint} then, ${now} now. Put the earlier files back, or start a new run.`,
  );
}

async function asBadInput<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof InputError ? finalFailure('BadInput', error.message) : error;
  }
}

function toPreparedRun(dataset: ArtifactRef, { samples, trainingFile, validationFile }: Dataset): PreparedRun {
  const { rows, pageRows } = samples;
  return { dataset, rows, pageRows, ...(trainingFile && { trainingFile }), ...(validationFile && { validationFile }) };
}
