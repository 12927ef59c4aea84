import { createHash } from 'node:crypto';
import type { Estimate } from '../domain/cost/estimate-schema.ts';
import type { ArtifactRef } from '../domain/run/artifact.ts';
import type { RunInput, RunWorkflow } from '../domain/run/run.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import type { StoredOrigin } from '../domain/stored/origin.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { refuseCleaned } from './cleaning/cleaned.ts';
import { publishJson } from './json.ts';
import { keys } from './keys.ts';
import { type DataPin, pinData } from './pin.ts';
import { publishRunRecord, type RunRecord } from './record.ts';
import { RunError } from './run-error.ts';
import { pinOrigin } from './stored-pin.ts';

/** What a run is begun with, beside its spec. */
export interface BeginOptions extends Pick<RunInput, 'runId' | 'settings' | 'searchAttributes'> {
  workflow: RunWorkflow;
  limit?: number | undefined;
  captures?: RunInput['captures'] | undefined;
  /** The schedule that it is a run of. */
  schedule?: RunInput['schedule'];
  /** Its data; absent where a worker is to pin it when it first reads it. */
  pin?: DataPin | undefined;
  /** The places that stored answers come from, by candidate; those that are absent are pinned by a worker. */
  origins?: Readonly<Record<string, StoredOrigin>>;
  /** What it will probably take; absent where nobody has looked at its data. */
  estimate?: Estimate | undefined;
}

/**
 * Stores all that a run starts from, or takes what is there of an earlier beginning: its settings too, which shape files,
 * so that two who begin one run begin the same.
 * @throws {RunError} the id belongs to a run that was cleaned away, or to one with another spec or of another kind, or that was begun with other data
 */
export async function beginRun(store: ArtifactStore, spec: RunSpec, options: BeginOptions): Promise<RunRecord> {
  const {
    runId,
    workflow,
    settings,
    searchAttributes,
    limit,
    captures,
    schedule,
    pin,
    origins = {},
    estimate,
  } = options;
  await refuseCleaned(store, runId);
  const input: RunInput = {
    runId,
    spec: await pinSpec(store, runId, spec),
    storeId: await store.id(),
    settings,
    revision: 1,
    ratings: 1,
    generation: 1,
    ...(limit !== undefined && { limit }),
    ...(captures && { captures }),
    ...(schedule && { schedule }),
    ...(spec.notify && { notify: spec.notify }),
    searchAttributes,
  };
  const record = { startedAt: new Date().toISOString(), workflow, input };
  const begun = await publishRunRecord(store, record);
  refuseAnotherKind(begun, record);
  if (pin) await pinData(store, runId, pin);
  for (const [candidate, origin] of Object.entries(origins)) await pinOrigin(store, runId, candidate, origin);
  if (estimate) await publishJson(store, keys.estimate(runId), estimate);
  return { ...begun, input: { ...begun.input, searchAttributes } };
}

/** Stores the spec; another one under the same id is refused. */
async function pinSpec(store: ArtifactStore, runId: string, spec: RunSpec): Promise<ArtifactRef> {
  const content = JSON.stringify(spec, null, 2);
  const fingerprint = createHash('sha256').update(content).digest('hex');
  const ref = await store.publish({ key: keys.spec(runId), mediaType: 'application/json', content });
  if (ref.sha256 === fingerprint) return ref;
  throw new RunError(
    `run ${runId} has another spec: it was started with sha256 ${ref.sha256}, this one is ${fingerprint}. ` +
      'Start with another --id, or with the spec of that run.',
  );
}

function refuseAnotherKind(earlier: RunRecord, wanted: RunRecord): void {
  const kindOf = ({ workflow, input }: RunRecord) =>
    [
      workflow,
      ...(input.captures ? [`of ${input.captures.join(' and ')}`] : []),
      ...(input.limit === undefined ? [] : [`a trial of ${input.limit} samples`]),
    ].join(', ');
  if (kindOf(earlier) === kindOf(wanted)) return;
  const { runId } = wanted.input;
  throw new RunError(
    `run ${runId} is ${kindOf(earlier)}, and this one would be ${kindOf(wanted)}. Start with another --id.`,
  );
}
