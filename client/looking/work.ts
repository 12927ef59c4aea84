import type { Stage } from '../../domain/run/run.ts';
import { type AskedRows, askedRows } from '../../runs/asked-rows.ts';
import type { RunRecord } from '../../runs/record.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { childIdOf } from '../../workflows/contract.ts';
import { countedAs, countedIn, type PendingActivity } from '../temporal/pending.ts';
import type { Work } from './run-status.ts';

/** What a stage of an open run has done and has to do: complete shards from the store, the others from heartbeats. */
export async function workOf(
  store: ArtifactStore,
  record: RunRecord | undefined,
  stage: Stage | undefined,
  pending: readonly PendingActivity[],
): Promise<Work[]> {
  if (record && (stage === 'answering' || stage === 'judging')) {
    const { runId } = record.input;
    return await countAll(store, record, stage, async ({ candidate, isAgain, recorded }) => {
      if (isAgain) return recorded();
      const childId = candidate === undefined ? childIdOf.judge(runId) : childIdOf.candidate(runId, candidate);
      return countedIn(pending.filter(({ workflowId }) => workflowId === childId)).done;
    });
  }
  const { done, total } = countedIn(pending);
  return total > 1 ? [{ name: countedAs(pending), done, total }] : [];
}

/** What a run that has ended had done in the stage that it reached, be its shards complete or not. */
export async function workKept(store: ArtifactStore, record: RunRecord, stage: Stage): Promise<Work[]> {
  if (stage !== 'answering' && stage !== 'judging') return [];
  return await countAll(store, record, stage, ({ recorded }) => recorded());
}

/** Counts complete shards, and what is under way in the others. */
async function countAll(
  store: ArtifactStore,
  record: RunRecord,
  stage: 'answering' | 'judging',
  underWay: (rows: AskedRows) => Promise<number>,
): Promise<Work[]> {
  const all = await askedRows(store, record, stage);
  return Promise.all(
    all.map(async (rows) => {
      const { candidate: name = 'judge', complete, total } = rows;
      return { name, done: Math.min(complete + (await underWay(rows)), total), total };
    }),
  );
}
