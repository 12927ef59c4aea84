import { isDeepStrictEqual } from 'node:util';
import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { beyondCapText, mostOfTrainedTokens } from '../../domain/cost/budget/most-of-training.ts';
import type { Estimate } from '../../domain/cost/estimate-schema.ts';
import { foreseenOf } from '../../domain/report/words/foreseen-words.ts';
import type { Settings } from '../../domain/run/plan.ts';
import { searchedBy, storyOf } from '../../domain/run/story.ts';
import type { RunSpec } from '../../domain/spec/run-spec.ts';
import type { Foreseen } from '../../domain/statistics/planning.ts';
import { beginRun } from '../../runs/begin-run.ts';
import { earlierDifference } from '../../runs/earlier-difference.ts';
import type { RunRecord } from '../../runs/record.ts';
import { withTunedModels } from '../../runs/tuned-models.ts';
import type { BytesRead } from '../../sources/source.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { taskQueue } from '../../workflows/contract.ts';
import { attributesOf } from '../../workflows/search-attributes.ts';
import { ClientError } from '../program/client-error.ts';
import { checkRunId, newRunId } from '../program/run-id.ts';
import { areSearched } from '../temporal/search-attributes.ts';
import { existingRun } from '../temporal/temporal-runs.ts';
import { estimateHere } from './estimate-here.ts';
import { originsHere } from './origins-here.ts';
import { type DataHere, pinHere } from './pin-here.ts';
import { settingsFor } from './settings.ts';
import { chooseWorkflow, type TrialOptions } from './workflow-choice.ts';

/** What a run is started with, beside its spec. */
export interface StartOptions extends TrialOptions {
  /** Default: the spec's name and the time. */
  runId?: string;
  settings?: Partial<Settings>;
  /** Hears how many bytes of the data have been read to pin it. */
  onData?: (progress: BytesRead) => void;
  /** The only worker is on this machine, so that data which is missing here is missing. */
  liesHere?: true;
  /** Hears what the run will take before it is begun, where its data can be read here. */
  onEstimate?: (estimate: Estimate) => void;
}

/** What runs are started with and where. */
export interface StartPlace {
  temporal: Client;
  store: ArtifactStore;
  /** Where the data lies; absent on a machine that cannot read it. */
  dataDirectory?: string | undefined;
}

/** A run that goes on, or has gone on, by itself. */
export interface StartedRun extends Partial<Foresight> {
  runId: string;
  /** The run was there already, with the same spec: nothing was started. */
  attached: boolean;
  /** Its settings are those with which it was begun earlier, and not those that were asked for. */
  settingsKept: boolean;
  /** Candidates that a trial without fine-tuning leaves out. */
  leftOut: string[];
  /** The data was read and pinned here; otherwise a worker pins it when it first reads it. */
  dataPinned: boolean;
  /** What it will probably take; absent where its data cannot be read here. */
  estimate?: Estimate;
}

/** What a verdict could show on so many images; absent without one, and where the data cannot be read here. */
export interface Foresight {
  images: number;
  foreseen: Foreseen[];
}

/**
 * Starts a run, or attaches to the one that has the same id and the same spec.
 * @throws {RunError} the id belongs to a run with another spec, or that was begun with other data
 * @throws {InputError} the data, where it lies here, cannot be used: nothing has been stored or started
 */
export async function startRun(
  { temporal, store, dataDirectory }: StartPlace,
  written: RunSpec,
  options: StartOptions = {},
): Promise<StartedRun> {
  const choice = chooseWorkflow(written, options);
  const { workflow, leftOut } = choice;
  const runId = checkRunId(options.runId ?? newRunId(written.name, new Date()));
  const spec = await withTunedModels(store, written, runId);
  const exists = await existingRun(temporal, runId);
  const here = exists || dataDirectory === undefined ? undefined : await pinHere(spec, dataDirectory, options);
  const foresight = options.limit === undefined ? await foresee(store, spec, here) : undefined;
  const origins = exists ? {} : await originsHere({ store, dataDirectory, isDataHere: here !== undefined }, spec);
  const place = dataDirectory === undefined ? undefined : { dataDirectory, store };
  const estimate = here && place && (await estimateHere(spec, place, { ...choice, ...options, pin: here.pin }));
  if (estimate) options.onEstimate?.(estimate);
  refuseBeyondCap(spec, estimate);
  const settings = settingsFor(spec, options.settings);
  const record = await beginRun(store, spec, {
    runId,
    workflow,
    settings,
    limit: options.limit,
    captures: options.captures,
    searchAttributes: await areSearched(temporal, spec),
    pin: here?.pin,
    origins,
    estimate,
  });
  const attached = exists || !(await begin(temporal, record, spec));
  const settingsKept = !isDeepStrictEqual(record.input.settings, settings);
  const dataPinned = here !== undefined;
  return { runId, attached, settingsKept, leftOut, dataPinned, ...foresight, ...(estimate && { estimate }) };
}

function refuseBeyondCap(spec: RunSpec, { training }: Partial<Estimate> = {}): void {
  if (!training || training.trainedBy !== undefined) return;
  const beyond = beyondCapText(spec, mostOfTrainedTokens(spec, training.tokens));
  if (beyond) throw new ClientError('badInput', `${beyond} Nothing was started.`);
}

async function foresee(store: ArtifactStore, spec: RunSpec, here?: DataHere): Promise<Foresight | undefined> {
  const { images, pin } = here ?? {};
  if (images === undefined || pin === undefined || !spec.verdict) return undefined;
  return { images, foreseen: foreseenOf(spec, images, await earlierDifference(store, spec, pin.sources)) };
}

/** False when another client was faster and the run has even ended since. */
async function begin(temporal: Client, { workflow, input }: RunRecord, spec: RunSpec): Promise<boolean> {
  try {
    await temporal.workflow.start(workflow, {
      workflowId: input.runId,
      taskQueue,
      args: [input],
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      ...storyOf(spec, input),
      ...(input.searchAttributes && { typedSearchAttributes: attributesOf(searchedBy(spec)) }),
    });
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}
