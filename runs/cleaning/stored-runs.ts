import type { CleanableRun } from '../../domain/cleaning/plan-cleaning.ts';
import type { ArtifactStore, StoredFile } from '../../storage/artifact-store.ts';
import { findCapture } from '../captures.ts';
import { keys, runOf } from '../keys.ts';
import { findRunRecord, recordedRunIds } from '../record.ts';
import { findReport } from '../reports.ts';
import { unlessBroken } from '../unless-broken.ts';
import { runsNamedIn } from './references.ts';

/** A run as its files tell of it. */
export interface StoredRun extends Omit<CleanableRun, 'state'> {
  /** It has what its latest execution was to make; of others only a server knows whether they have ended. */
  isDone: boolean;
  files: readonly StoredFile[];
}

/** All runs of a store with their files. */
export async function storedRuns(store: ArtifactStore): Promise<StoredRun[]> {
  const files = Map.groupBy(await store.files('runs'), ({ key }) => runOf(key) ?? '');
  const runs: StoredRun[] = [];
  for (const runId of await recordedRunIds(store)) runs.push(await storedRun(store, runId, files.get(runId) ?? []));
  return runs;
}

async function storedRun(store: ArtifactStore, runId: string, files: readonly StoredFile[]): Promise<StoredRun> {
  const record = await unlessBroken(() => findRunRecord(store, runId));
  const schedule = record?.input.schedule?.id;
  const made = record && (await unlessBroken(() => madeBy(store, runId, record.workflow === 'captureAnswers')));
  return {
    runId,
    files,
    isDone: record !== undefined && made !== undefined && made >= record.input.revision,
    writtenAt: Math.max(0, ...files.filter(({ key }) => !isMark(runId, key)).map(({ writtenAt }) => writtenAt)),
    ...(schedule !== undefined && { schedule }),
    ...(files.some(({ key }) => key === keys.cleaned(runId)) && { isBegun: true }),
    needs: await runsNamedIn(
      store,
      files.map(({ key }) => key),
      runId,
    ),
  };
}

/** The newest revision that has a report, or a capture's files. */
async function madeBy(store: ArtifactStore, runId: string, captures: boolean): Promise<number | undefined> {
  return (await (captures ? findCapture(store, runId) : findReport(store, runId)))?.revision;
}

/** What cleaning itself writes is no sign of life. */
function isMark(runId: string, key: string): boolean {
  return key === keys.cleaned(runId) || key.startsWith(keys.hashIndex(runId));
}
