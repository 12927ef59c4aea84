import type { Estimate } from '../../domain/cost/estimate-schema.ts';
import type { Split } from '../../domain/data/sample.ts';
import type { RunWorkflow } from '../../domain/run/run.ts';
import type { RunSpec } from '../../domain/spec/run-spec.ts';
import type { EstimatePlace } from '../../preparing/estimate.ts';
import type { DataPin } from '../../runs/pin.ts';
import { withTunedModels } from '../../runs/tuned-models.ts';

export type { EstimatePlace };

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

/**
 * What a run will probably take, by a look at data that lies in a folder here, and at earlier runs. Throws
 * {@link InputError}.
 */
export async function estimateHere(
  spec: RunSpec,
  place: EstimatePlace,
  { workflow, leftOut, limit, captures, pin }: Start,
): Promise<Estimate> {
  // Its libraries take longer to load than most commands take to run.
  const { estimateOf } = await import('../../preparing/estimate.ts');
  const fineTunes = workflow === 'fineTuneAndEvaluate';
  const named = await withTunedModels(place.store, spec);
  return estimateOf(named, place, { fineTunes, limit, leftOut, captures, pin });
}
