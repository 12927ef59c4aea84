import { estimateRun, type Intent } from '../domain/cost/estimate.ts';
import type { Estimate } from '../domain/cost/estimate-schema.ts';
import type { Split } from '../domain/data/sample.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import { earlierRuns } from '../runs/earlier-runs.ts';
import type { DataPin } from '../runs/pin.ts';
import type { ImagesByAddress } from '../sources/images-by-address.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { measureData } from './measure-data.ts';

/** Where an estimate looks. */
export interface EstimatePlace {
  dataDirectory: string;
  /** Of earlier runs. */
  store: ArtifactStore;
  /** Images that lie at addresses, as far as somebody has fetched them; nobody does for an estimate. */
  fetched?: ImagesByAddress;
}

/** What is to be estimated, beside its spec. */
export interface ToEstimate extends Pick<Intent, 'fineTunes' | 'leftOut'> {
  /** Samples at most, of a capture those of each split. */
  limit?: number | undefined;
  captures?: readonly Split[] | undefined;
  /** Of its data; absent where nobody has pinned it. */
  pin?: DataPin | undefined;
}

/** What a run will probably take, by a look at its data and at earlier runs. Throws {@link InputError}. */
export async function estimateOf(
  spec: RunSpec,
  { dataDirectory, store, fetched }: EstimatePlace,
  { pin, captures, limit, ...intent }: ToEstimate,
): Promise<Estimate> {
  const { fineTunes } = intent;
  const data = await measureData(spec, dataDirectory, {
    fineTunes,
    captures,
    fetched,
    limitEach: captures && limit,
    pinned: pin?.sources,
  });
  const most = limit === undefined ? undefined : limit * (captures?.length ?? 1);
  const earlier = await earlierRuns(store, spec, pin?.fingerprint);
  return estimateRun(spec, data, { ...intent, limit: most, captures: captures !== undefined }, earlier);
}
