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
import { tellSomebody } from './tell-somebody.ts';

/**
 * Has somebody told of what happened, where the spec wants that. Whoever tells goes on by itself, and nothing that becomes
 * of it is a matter of the run. `which` names the occasion within this execution.
 */
export async function announce(run: RunInput, which: string, occasion: Occasion): Promise<void> {
  const { notify, runId, revision } = run;
  if (!notify) return;
  const workflowId = childIdOf.telling(runId, revision, which);
  try {
    await CancellationScope.nonCancellable(() =>
      startChild(tellSomebody, {
        workflowId,
        taskQueue,
        args: [{ run: { ...run, notify }, occasion }],
        parentClosePolicy: ParentClosePolicy.ABANDON,
        cancellationType: ChildWorkflowCancellationType.ABANDON,
        staticSummary: `tells that ${runId} is ${occasion.event}`,
      }),
    );
  } catch (error) {
    log.warn('Nobody is told', { workflowId, error });
  }
}
