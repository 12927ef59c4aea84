import { createHash } from 'node:crypto';
import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { ArtifactRef } from '../domain/artifact.ts';
import type { Settings } from '../domain/plan.ts';
import type { RunInput } from '../domain/run.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import { keys } from '../runs/keys.ts';
import { pinData } from '../runs/pin.ts';
import { publishRunRecord, type RunRecord } from '../runs/record.ts';
import type { BytesRead } from '../sources/source.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { taskQueue } from '../workflows/contract.ts';
import { ClientError } from './client-error.ts';
import { pinHere } from './pin-here.ts';
import { checkRunId, newRunId } from './run-id.ts';
import { areRegistered, attributesOf } from './search-attributes.ts';
import { settingsFor } from './settings.ts';
import { storyOf } from './story.ts';
import { existingRun } from './temporal-runs.ts';
import { chooseWorkflow, type TrialOptions } from './workflow-choice.ts';

/** What a run is started with, beside its spec. */
export interface StartOptions extends TrialOptions {
  /** Default: the spec's name and the time. */
  runId?: string;
  settings?: Partial<Settings>;
  /** Hears how many bytes of the data have been read to pin it. */
  onData?: (progress: BytesRead) => void;
}

/** What runs are started with and where. */
export interface StartPlace {
  temporal: Client;
  store: ArtifactStore;
  /** Where the data lies; absent on a machine that cannot read it. */
  dataDirectory?: string | undefined;
}

/** A run that goes on, or has gone on, by itself. */
export interface StartedRun {
  runId: string;
  /** The run was there already, with the same spec: nothing was started. */
  attached: boolean;
  /** Candidates that a trial without fine-tuning leaves out. */
  leftOut: string[];
  /** The data was read and pinned here; otherwise a worker pins it when it first reads it. */
  dataPinned: boolean;
}

/**
 * Starts a run, or attaches to the one that has the same id and the same spec.
 * @throws {ClientError} bad input: the id belongs to a run with another spec
 * @throws {InputError} the id belongs to a run that was begun with other data, or data lies outside its folder
 */
export async function startRun(
  { temporal, store, dataDirectory }: StartPlace,
  spec: RunSpec,
  options: StartOptions = {},
): Promise<StartedRun> {
  const { workflow, leftOut } = chooseWorkflow(spec, options);
  const runId = checkRunId(options.runId ?? newRunId(spec.name, new Date()));
  const exists = await existingRun(temporal, runId);
  const pin = exists || dataDirectory === undefined ? undefined : await pinHere(spec, dataDirectory, options.onData);
  const input: RunInput = {
    runId,
    spec: await pinSpec(store, runId, spec),
    storeId: await store.id(),
    settings: settingsFor(spec, options.settings),
    revision: 1,
    ratings: 1,
    generation: 1,
    ...(options.limit !== undefined && { limit: options.limit }),
    searchAttributes: await areRegistered(temporal),
  };
  const record = { startedAt: new Date().toISOString(), workflow, input };
  checkSame(await publishRunRecord(store, record), record);
  if (pin) await pinData(store, runId, pin);
  const attached = exists || !(await begin(temporal, record, spec));
  return { runId, attached, leftOut, dataPinned: pin !== undefined };
}

/** Stores the spec; another one under the same id is refused. */
async function pinSpec(store: ArtifactStore, runId: string, spec: RunSpec): Promise<ArtifactRef> {
  const content = JSON.stringify(spec, null, 2);
  const fingerprint = createHash('sha256').update(content).digest('hex');
  const ref = await store.publish({ key: keys.spec(runId), mediaType: 'application/json', content });
  if (ref.sha256 === fingerprint) return ref;
  throw new ClientError(
    'badInput',
    `run ${runId} has another spec: it was started with sha256 ${ref.sha256}, this one is ${fingerprint}. ` +
      'Start with another --id, or with the spec of that run.',
  );
}

function checkSame(earlier: RunRecord, wanted: RunRecord): void {
  const kindOf = ({ workflow, input }: RunRecord) =>
    `${workflow}${input.limit === undefined ? '' : `, a trial of ${input.limit} samples`}`;
  if (kindOf(earlier) === kindOf(wanted)) return;
  const { runId } = wanted.input;
  const message = `run ${runId} is ${kindOf(earlier)}, and this one would be ${kindOf(wanted)}. Start with another --id.`;
  throw new ClientError('badInput', message);
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
      ...(input.searchAttributes && { typedSearchAttributes: attributesOf(spec) }),
    });
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}
