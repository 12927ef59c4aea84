import {
  CancellationScope,
  ChildWorkflowCancellationType,
  log,
  ParentClosePolicy,
  startChild,
} from '@temporalio/workflow';
import type { Occasion } from '../domain/notify/occasion.ts';
import type { RunInput } from '../domain/run/run.ts';
import { childIdOf, taskQueue } from './contract.ts';
import { tellOfFall, tellSomebody } from './tell-somebody.ts';

const abandoned = {
  taskQueue,
  parentClosePolicy: ParentClosePolicy.ABANDON,
  cancellationType: ChildWorkflowCancellationType.ABANDON,
} as const;

/** Has somebody told of what happened, where the spec wants that. `which` names the occasion within this execution. */
export async function announce(run: RunInput, which: string, occasion: Occasion): Promise<void> {
  const { notify, runId, revision } = run;
  if (!notify) return;
  await goOnByItself(childIdOf.telling(runId, revision, which), (options) =>
    startChild(tellSomebody, {
      ...options,
      args: [{ run: { ...run, notify }, occasion }],
      staticSummary: `tells that ${runId} is ${occasion.event}`,
    }),
  );
}

/** Has somebody told, where the spec wants that, if the runs of a schedule are worse since this one. */
export async function announceFall(run: RunInput): Promise<void> {
  const { notify, runId, revision, schedule } = run;
  if (!schedule || !notify?.on.includes('worse')) return;
  await goOnByItself(childIdOf.telling(runId, revision, 'trend'), (options) =>
    startChild(tellOfFall, {
      ...options,
      args: [{ run: { ...run, notify } }],
      staticSummary: `tells whether ${schedule.id} is worse since ${runId}`,
    }),
  );
}

/** Whoever tells goes on by itself, and nothing that becomes of it is a matter of the run. */
async function goOnByItself(
  workflowId: string,
  start: (options: typeof abandoned & { workflowId: string }) => Promise<unknown>,
) {
  try {
    await CancellationScope.nonCancellable(() => start({ ...abandoned, workflowId }));
  } catch (error) {
    log.warn('Nobody is told', { workflowId, error });
  }
}
