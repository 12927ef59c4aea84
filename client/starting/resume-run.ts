import type { Client } from '@temporalio/client';
import { isBudgetReason } from '../../domain/cost/budget/budget.ts';
import type { Progress } from '../../domain/run/run.ts';
import { endBudget, raiseBudget } from '../../runs/budgets.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { resumeUpdate } from '../../workflows/contract.ts';
import { ClientError } from '../program/client-error.ts';
import { askProgress } from '../temporal/ask-progress.ts';
import { sendUpdate } from '../temporal/send-update.ts';
import { requireOpen, requireWorker } from '../temporal/temporal-runs.ts';

/** What a person decides of a run whose budget is spent. */
export interface ResumeOptions {
  /** What it may spend in all from now on. */
  spend?: number;
  /** It asks nobody any more, and reports what is there. */
  end?: boolean;
}

/** What came of it. */
export interface Resumed {
  /** False where the run was not held up by its budget, and only its cap was raised. */
  resumed: boolean;
}

/**
 * Tells a blocked run that what was wrong has been mended, or how to go on where its budget is spent.
 * @throws {ClientError} bad input: there is no such run, or it is not blocked · cannot start: no worker could hear it
 * @throws {RunError} the run has no cap, or one that is not lower
 */
export async function resumeRun(
  temporal: Client,
  store: ArtifactStore,
  runId: string,
  { spend, end = false }: ResumeOptions = {},
): Promise<Resumed> {
  if (spend === undefined && !end) return await resume(temporal, runId);
  await requireOpen(temporal, runId);
  if (spend !== undefined) await raiseBudget(store, runId, spend);
  await requireWorker(temporal);
  const progress = await askProgress(temporal, runId);
  const isSpent = progress?.blocked !== undefined && isBudgetReason(progress.blocked);
  if (end) {
    requireEndable(runId, isSpent, progress);
    await endBudget(store, runId);
  }
  return isSpent || !progress ? await resume(temporal, runId) : { resumed: false };
}

async function resume(temporal: Client, runId: string): Promise<Resumed> {
  await sendUpdate(temporal, runId, (run) => run.executeUpdate(resumeUpdate));
  return { resumed: true };
}

function requireEndable(runId: string, isSpent: boolean, progress: Progress | undefined): void {
  if (!isSpent) {
    const what =
      progress?.blocked === undefined ? `it is ${progress?.stage ?? 'silent'}` : `it is blocked: ${progress.blocked}`;
    throw new ClientError('badInput', `run ${runId} is not held up by its budget, ${what}`);
  }
  if (progress?.stage === 'answering' || progress?.stage === 'judging') return;
  throw new ClientError(
    'badInput',
    `run ${runId} has nothing to report yet, since it is ${progress?.stage}: tempera cancel ${runId}`,
  );
}
