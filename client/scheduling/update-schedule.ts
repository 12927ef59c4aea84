import { isDeepStrictEqual } from 'node:util';
import type { Schedule } from '../../domain/schedule/schedule.ts';
import { segmentChanges } from '../../domain/schedule/segment.ts';
import type { RunSpec } from '../../domain/spec/run-spec.ts';
import { primaryRuleOf, ruleChange } from '../../domain/verdict/primary-rule.ts';
import { findSchedule, publishSchedule, type StoredSchedule } from '../../runs/schedules.ts';
import type { BytesRead } from '../../sources/source.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { ClientError } from '../program/client-error.ts';
import { originsHere } from '../starting/origins-here.ts';
import type { StartPlace } from '../starting/start-run.ts';
import { areSearched } from '../temporal/search-attributes.ts';
import { pinnedSchedule, refuseApproval, scheduledWorkflow, specOfSchedule } from './create-schedule.ts';
import { lookAhead, type SlotsAhead } from './look-ahead.ts';
import { keptTestSet } from './pin-test-set.ts';
import { onServer, serverSchedule } from './server-schedule.ts';
import { readTimes, type TimesOptions } from './times.ts';

/** What is to be another of a schedule; what is absent stays. */
export interface UpdateOptions {
  spec?: RunSpec;
  times: TimesOptions;
  onData?: (progress: BytesRead) => void;
}

/** A schedule that starts its runs another way from now on. */
export interface UpdatedSchedule extends SlotsAhead {
  schedule: Schedule;
  /** Whether it is another one than before. */
  changed: boolean;
  /** What begins another segment, in words; empty where the series goes on as it was. */
  newSegment: string[];
}

/**
 * Changes when a schedule is due, or what it starts. Its runs so far stay as they are.
 * @throws {ClientError} bad input: there is none of that id, or its rule would be another
 */
export async function updateSchedule(
  place: StartPlace,
  id: string,
  { spec: edited, times: options, onData }: UpdateOptions,
): Promise<UpdatedSchedule> {
  const { temporal, store } = place;
  const earlier = await requireSchedule(store, id);
  await onServer(temporal, id, (handle) => handle.describe());
  const known = await specOfSchedule(store, earlier);
  const spec = edited ?? known;
  refuseApproval(spec);
  refuseAnotherRule(id, known, spec);
  const times = readTimes(options, earlier.times);
  const ahead = await lookAhead(temporal, times, new Date());
  const changed = !(
    isDeepStrictEqual([spec, times], [known, earlier.times]) && (await wouldPinTheSame(place, earlier, spec))
  );
  const schedule = changed
    ? await nextVersion(place, spec, { earlier, times, interval: ahead.interval, onData })
    : earlier;
  // Also where nothing changed: an update that was cut short has not reached the server.
  const on = serverSchedule(schedule, await store.id());
  await onServer(temporal, id, (handle) => handle.update(({ state }) => ({ ...on, state })));
  const [before, after] = [earlier, schedule].map((one) => one.data?.sha256);
  const newSegment = segmentChanges({ spec: known, testSet: before }, { spec, testSet: after });
  return { schedule, ...ahead, changed, newSegment };
}

/** Whether what else is pinned would come out as it is: where stored answers lie, and what the server can search by. */
async function wouldPinTheSame({ temporal, store, dataDirectory = '.' }: StartPlace, earlier: Schedule, spec: RunSpec) {
  const origins = await originsHere({ store, dataDirectory, isDataHere: true }, spec);
  const searchAttributes = await areSearched(temporal, spec);
  return isDeepStrictEqual([origins, searchAttributes], [earlier.origins ?? {}, earlier.searchAttributes]);
}

interface NextVersion extends Pick<Schedule, 'times' | 'interval'> {
  earlier: StoredSchedule;
  onData: UpdateOptions['onData'];
}

async function nextVersion(place: StartPlace, spec: RunSpec, { earlier, ...next }: NextVersion): Promise<Schedule> {
  const { store } = place;
  const { id, version, settings } = earlier;
  const data = await keptTestSet(store, earlier, spec, scheduledWorkflow(spec));
  const wanted = await pinnedSchedule(place, spec, {
    ...next,
    id,
    version: version + 1,
    settings,
    ...(data && { data }),
  });
  const schedule = await publishSchedule(store, wanted);
  if (schedule.at === wanted.at) return schedule;
  throw new ClientError('badInput', `schedule ${id} has been updated meanwhile. Look again.`);
}

/** @throws {ClientError} bad input: the store has no such schedule, or it was deleted */
export async function requireSchedule(store: ArtifactStore, id: string): Promise<StoredSchedule> {
  const schedule = await findSchedule(store, id);
  if (schedule && schedule.deletedAt === undefined) return schedule;
  const what = schedule
    ? `Schedule ${id} was deleted on ${schedule.deletedAt?.slice(0, 10)}`
    : `There is no schedule ${JSON.stringify(id)} in this store (TEMPERA_STORE)`;
  throw new ClientError('badInput', `${what}. "tempera schedule list" shows those there are.`);
}

/** Who may name another rule after looking finds something by chance, so that a series has one. */
function refuseAnotherRule(id: string, known: RunSpec, spec: RunSpec): void {
  const [then, now] = [known, spec].map((one) => primaryRuleOf(one, (name) => name) ?? []);
  if (!then || !now || JSON.stringify(then) === JSON.stringify(now)) return;
  throw new ClientError(
    'badInput',
    `the rule of schedule ${id} is fixed at its creation, and this verdict has another (${ruleChange(then, now)}). Create another schedule for it.`,
  );
}
