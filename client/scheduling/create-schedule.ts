import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { ScheduleAlreadyRunning } from '@temporalio/client';
import type { Settings } from '../../domain/run/plan.ts';
import { readDuration } from '../../domain/schedule/duration.ts';
import type { Schedule, ScheduleTimes } from '../../domain/schedule/schedule.ts';
import type { RunSpec } from '../../domain/spec/run-spec.ts';
import { readJson } from '../../runs/json.ts';
import { keys } from '../../runs/keys.ts';
import { findSchedule, publishSchedule, type StoredSchedule } from '../../runs/schedules.ts';
import { withTunedModels } from '../../runs/tuned-models.ts';
import type { BytesRead } from '../../sources/source.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { ClientError } from '../program/client-error.ts';
import { originsHere } from '../starting/origins-here.ts';
import { settingsFor } from '../starting/settings.ts';
import type { StartPlace } from '../starting/start-run.ts';
import { areSearched } from '../temporal/search-attributes.ts';
import { lookAhead, type SlotsAhead } from './look-ahead.ts';
import { pinTestSet } from './pin-test-set.ts';
import { checkScheduleId } from './schedule-id.ts';
import { describeOnServer, serverSchedule } from './server-schedule.ts';

/** What a schedule is created with, beside its spec. */
export interface CreateOptions {
  id: string;
  times: ScheduleTimes;
  settings?: Partial<Settings>;
  /** Hears how many bytes of the data have been read to pin it. */
  onData?: (progress: BytesRead) => void;
}

/** A schedule that starts runs by itself from now on. */
export interface CreatedSchedule extends SlotsAhead {
  schedule: Schedule;
}

/**
 * Creates a schedule with its spec and test set pinned. A creation that was cut short is gone on with.
 * @throws {ClientError} bad input: there is one of that id, or its times cannot be used
 * @throws {InputError} its data cannot be used, or is not here
 */
export async function createSchedule(
  place: StartPlace,
  spec: RunSpec,
  { id, times, settings: own, onData }: CreateOptions,
): Promise<CreatedSchedule> {
  const { temporal, store } = place;
  checkScheduleId(id);
  refuseApproval(spec);
  await refuseExisting(place, id, spec, times);
  const ahead = await lookAhead(temporal, times, new Date());
  const schedule = await publishSchedule(
    store,
    await pinnedSchedule(place, spec, {
      id,
      version: 1,
      times,
      interval: ahead.interval,
      settings: settingsFor(spec, own),
      onData,
    }),
  );
  try {
    await temporal.schedule.create({ scheduleId: id, ...serverSchedule(schedule, await store.id()) });
  } catch (error) {
    if (error instanceof ScheduleAlreadyRunning) throw existing(id);
    throw error;
  }
  return { schedule, ...ahead };
}

/** What a version of a schedule is made of, beside its spec. */
export interface Pinning extends Pick<Schedule, 'id' | 'version' | 'times' | 'interval' | 'settings'> {
  /** Its test set, where it is there already. */
  data?: Schedule['data'];
  onData?: CreateOptions['onData'] | undefined;
}

/** A version of a schedule, with all that its runs start from in the store. */
export async function pinnedSchedule(
  { temporal, store, dataDirectory = '.' }: StartPlace,
  spec: RunSpec,
  { onData, data: known, ...version }: Pinning,
): Promise<Schedule> {
  const { id, settings, interval } = version;
  // What each slot looks up anew has to be there once, before anybody relies on it.
  await withTunedModels(store, spec);
  const workflow = scheduledWorkflow(spec);
  const testSet = { id, workflow, settings, dataDirectory, onData };
  const data = spec.data.reread ? undefined : (known ?? (await pinTestSet(store, spec, testSet)));
  const origins = await originsHere({ store, dataDirectory, isDataHere: true }, spec);
  return {
    ...version,
    at: new Date().toISOString(),
    spec: await pinSpec(store, id, version.version, spec),
    workflow,
    blockedFor: readDuration(spec.limits.blockedFor ?? '') ?? Math.max(1000, Math.round(interval / 2)),
    ...(data && { data }),
    ...(Object.keys(origins).length > 0 && { origins }),
    searchAttributes: await areSearched(temporal, spec),
  };
}

/** @throws {ClientError} bad input: its runs would wait for somebody, and the slots meanwhile be skipped */
export function refuseApproval({ approval }: RunSpec): void {
  if (approval === undefined) return;
  const message =
    'approval: nobody is there to approve the runs of a schedule, and while one waits the next slots are skipped. Leave the key out.';
  throw new ClientError('badInput', message);
}

/** The workflow of the runs of a schedule. */
export function scheduledWorkflow(spec: RunSpec): Schedule['workflow'] {
  return spec.fineTune ? 'fineTuneAndEvaluate' : 'evaluateCandidates';
}

async function pinSpec(store: ArtifactStore, id: string, version: number, spec: RunSpec) {
  const key = keys.scheduleSpec(id, version);
  const ref = await store.publish({ key, mediaType: 'application/json', content: textOf(spec) });
  if (ref.sha256 === hashOf(spec)) return ref;
  throw new ClientError(
    'badInput',
    `schedule ${id} is being made with another spec. Look at it, or choose another --id.`,
  );
}

async function refuseExisting(
  { temporal, store }: StartPlace,
  id: string,
  spec: RunSpec,
  times: ScheduleTimes,
): Promise<void> {
  const stored = await findSchedule(store, id);
  if (await describeOnServer(temporal, id)) throw existing(id);
  if (!stored || (await isSame(stored, spec, times))) return;
  const what = stored.deletedAt
    ? `schedule ${id} was deleted on ${stored.deletedAt.slice(0, 10)}, and its runs stay one series`
    : `schedule ${id} is in this store with another spec or other times, and not on this server`;
  throw new ClientError('badInput', `${what}. Choose another --id.`);
}

async function isSame(stored: StoredSchedule, spec: RunSpec, times: ScheduleTimes): Promise<boolean> {
  if (stored.deletedAt !== undefined || stored.version > 1) return false;
  return stored.spec.sha256 === hashOf(spec) && isDeepStrictEqual(stored.times, times);
}

function existing(id: string): ClientError {
  return new ClientError(
    'badInput',
    `There is a schedule ${JSON.stringify(id)} already. Change it with "tempera schedule update ${id}", or choose another --id.`,
  );
}

/** The spec that a version of a schedule has pinned. */
export function specOfSchedule(store: ArtifactStore, { spec }: Schedule): Promise<RunSpec> {
  return readJson(store, spec);
}

function textOf(spec: RunSpec): string {
  return JSON.stringify(spec, null, 2);
}

function hashOf(spec: RunSpec): string {
  return createHash('sha256').update(textOf(spec)).digest('hex');
}
