import type { Client } from '@temporalio/client';
import type { Estimate } from '../../domain/cost/estimate-schema.ts';
import type { Rejected } from '../../domain/run/approval.ts';
import { approvalEvents, approvalsIn, estimateAsked } from '../../runs/approvals.ts';
import { readJson } from '../../runs/json.ts';
import { openRun } from '../../runs/open-run.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { approveUpdate, rejectUpdate } from '../../workflows/contract.ts';
import { ClientError } from '../program/client-error.ts';
import { sendUpdate } from '../temporal/send-update.ts';
import { requireOpen } from '../temporal/temporal-runs.ts';

/** An estimate that waits for approval. */
export interface WaitingEstimate {
  /** Its sha256. */
  hash: string;
  estimate: Estimate;
}

/**
 * Approves the estimate that a run waits with, and gives it. `hash` is the one that was looked at, where another may have
 * taken its place.
 * @throws {ClientError} bad input: there is no such run, or it does not wait · cannot start: no worker could hear it
 */
export async function approveRun(
  temporal: Client,
  store: ArtifactStore,
  runId: string,
  { by, hash }: { by: string; hash?: string | undefined },
): Promise<WaitingEstimate> {
  const waiting = await requireWaiting(temporal, store, runId);
  const approved = { estimate: hash ?? waiting.hash, by };
  await sendUpdate(temporal, runId, (run) => run.executeUpdate(approveUpdate, { args: [approved] }));
  return waiting;
}

/** Rejects it, which ends the run. Throws as {@link approveRun}. */
export async function rejectRun(
  temporal: Client,
  store: ArtifactStore,
  runId: string,
  rejected: Rejected,
): Promise<void> {
  await requireWaiting(temporal, store, runId);
  await sendUpdate(temporal, runId, (run) => run.executeUpdate(rejectUpdate, { args: [rejected] }));
}

/** What waits, from the store: the run itself could only tell while a worker lives. */
async function requireWaiting(temporal: Client, store: ArtifactStore, runId: string): Promise<WaitingEstimate> {
  await requireOpen(temporal, runId);
  const events = await approvalEvents(store, runId);
  const run = openRun(store, runId);
  const revision = (await run.record())?.input.revision ?? 1;
  const ref = estimateAsked(events, revision);
  if (ref) return { hash: ref.sha256, estimate: await readJson<Estimate>(store, ref) };
  throw new ClientError('badInput', `run ${runId} does not wait for approval: ${await whyNot()}`);

  async function whyNot(): Promise<string> {
    const approved = approvalsIn(events).at(-1);
    if (approved) return `${approved.by} has approved it already, at ${approved.at}.`;
    if ((await run.spec())?.approval === undefined) return 'its spec does not say "approval: required".';
    return `it has not come to its estimate yet. See where it is: tempera status ${runId}`;
  }
}
