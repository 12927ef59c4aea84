import { Readable } from 'node:stream';
import type { Client } from '@temporalio/client';
import {
  type CleanableRun,
  type KeptRun,
  planCleaning,
  type WantedCleaning,
} from '../../domain/cleaning/plan-cleaning.ts';
import type { RunSpec } from '../../domain/spec/run-spec.ts';
import { goesWith, type Unneeded, unneededObjects } from '../../runs/cleaning/objects.ts';
import { filesThatName, runsNamedIn, runsPinnedIn } from '../../runs/cleaning/references.ts';
import { type RemoteThings, remoteThings } from '../../runs/cleaning/remote.ts';
import { type StoredRun, storedRuns } from '../../runs/cleaning/stored-runs.ts';
import { readJson } from '../../runs/json.ts';
import { keys } from '../../runs/keys.ts';
import { listSchedules } from '../../runs/schedules.ts';
import { tunedRunsFor } from '../../runs/tuned-models.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { ClientError } from '../program/client-error.ts';
import { describeWorkflow } from '../temporal/temporal-runs.ts';

/** What a cleaning takes away, and what of it stays and why. */
export interface Cleaning {
  /** Runs that go, with all their files. */
  runs: readonly StoredRun[];
  keep: readonly KeptRun[];
  /** Answers and ratings of these runs that later ones could have taken over: keys of the offers. */
  offers: readonly string[];
  objects: Unneeded;
  /** What these runs have made at providers, and no other run uses. */
  remote: readonly RemoteThings[];
}

/** Runs that are asked about at the same time. */
const atOnce = 8;

/** Plans a cleaning; nothing is removed. Throws {@link ClientError} for a run that is not there. */
export async function planOf(
  store: ArtifactStore,
  temporal: Client,
  wanted: WantedCleaning,
  now: number,
): Promise<Cleaning> {
  const stored = await storedRuns(store);
  refuseUnknown(wanted.runs, stored);
  const runs = await Readable.from(stored)
    .map((run: StoredRun) => cleanable(store, temporal, run), { concurrency: atOnce })
    .toArray();
  const { remove, keep } = planCleaning([...runs, ...(await schedules(store))], wanted);
  const going = new Set(remove);
  const goes = stored.filter(({ runId }) => going.has(runId));
  const offers = await filesThatName(store, keys.allCaches, going);
  const isGone = goesWith(going);
  const objects = await unneededObjects(store, (file) => isGone(file) || offers.includes(file.key), now);
  return { runs: goes, keep, offers, objects, remote: await remoteOf(store, stored, going) };
}

function refuseUnknown(wanted: readonly string[], runs: readonly StoredRun[]): void {
  const missing = wanted.find((runId) => !runs.some((run) => run.runId === runId));
  if (missing === undefined) return;
  const there = '"tempera list" shows those there are';
  throw new ClientError(
    'badInput',
    `There is no run ${JSON.stringify(missing)} in this store (TEMPERA_STORE): ${there}.`,
  );
}

/** Whether a run has ended; one that is open may be about to take over answers of others. */
async function cleanable(store: ArtifactStore, temporal: Client, run: StoredRun): Promise<CleanableRun> {
  const state = await stateOf(temporal, run);
  if (state !== 'open') return { ...run, state };
  const pinned = await runsPinnedIn(
    store,
    run.files.map(({ key }) => key),
  );
  return { ...run, state, needs: [...run.needs, ...pinned] };
}

/** How a run stands. */
export async function stateOf(temporal: Client, { runId, isDone }: StoredRun): Promise<CleanableRun['state']> {
  const known = await describeWorkflow(temporal, runId);
  if (known?.status.name === 'RUNNING') return 'open';
  return known || isDone ? 'ended' : 'unknown';
}

/** A schedule stays, and so do runs whose files it names, and those whose tuned models its next slot asks. */
async function schedules(store: ArtifactStore): Promise<CleanableRun[]> {
  const files = (await store.files(keys.schedules)).map(({ key }) => key);
  const needs = [...(await runsNamedIn(store, files, '')), ...(await tunedForSchedules(store))];
  return [{ runId: 'a schedule', state: 'open', writtenAt: Number.POSITIVE_INFINITY, needs }];
}

async function tunedForSchedules(store: ArtifactStore): Promise<string[]> {
  const due = (await listSchedules(store)).filter(({ deletedAt }) => deletedAt === undefined);
  const specs = await Promise.all(due.map(({ spec }) => readJson<RunSpec>(store, spec)));
  return (await Promise.all(specs.map((spec) => tunedRunsFor(store, spec)))).flat();
}

async function remoteOf(
  store: ArtifactStore,
  stored: readonly StoredRun[],
  going: ReadonlySet<string>,
): Promise<RemoteThings[]> {
  const all = (await Promise.all(stored.map((run) => remoteThings(store, run)))).filter(
    (things) => things !== undefined,
  );
  const stays = all.filter(({ run }) => !going.has(run.runId));
  const isShared = (id: string) => stays.some(({ files, models }) => files.includes(id) || models.includes(id));
  return all
    .filter(({ run }) => going.has(run.runId))
    .map((things) => ({
      ...things,
      files: things.files.filter((id) => !isShared(id)),
      models: things.models.filter((name) => !isShared(name)),
    }));
}
