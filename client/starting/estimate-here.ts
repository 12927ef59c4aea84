import { estimateRun, type Intent } from '../../domain/cost/estimate.ts';
import type { Estimate } from '../../domain/cost/estimate-schema.ts';
import type { Split } from '../../domain/data/sample.ts';
import type { RunWorkflow } from '../../domain/run/run.ts';
import type { RunSpec } from '../../domain/spec/run-spec.ts';
import { earlierRuns } from '../../runs/earlier-runs.ts';
import type { DataPin } from '../../runs/pin.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';

/** What is going to be started. */
export interface Start {
  workflow: RunWorkflow;
  leftOut: readonly string[];
  /** Samples at most, of a capture those of each split. */
  limit?: number | undefined;
  captures?: readonly Split[] | undefined;
  /** Of its data. */
  pin?: DataPin | undefined;
}

/** Where an estimate looks. */
export interface EstimatePlace {
  dataDirectory: string;
  /** Of earlier runs. */
  store: ArtifactStore;
}

/**
 * What a run will probably take, by a look at data that lies in a folder here, and at earlier runs. Throws
 * {@link InputError}.
 */
export async function estimateHere(
  spec: RunSpec,
  { dataDirectory, store }: EstimatePlace,
  { workflow, leftOut, limit, captures, pin }: Start,
): Promise<Estimate> {
  // Its libraries take longer to load than most commands take to run.
  const { measureData } = await import('../../preparing/measure-data.ts');
  const fineTunes = workflow === 'fineTuneAndEvaluate';
  const data = await measureData(spec, dataDirectory, { fineTunes, captures, limitEach: captures && limit });
  const most = limit === undefined ? undefined : limit * (captures?.length ?? 1);
  const intent: Intent = { fineTunes, limit: most, leftOut, captures: captures !== undefined };
  return estimateRun(spec, data, intent, await earlierRuns(store, spec, pin?.fingerprint));
}
