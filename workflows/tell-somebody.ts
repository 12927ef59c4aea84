import { proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { tellActivities } from '../activities/tell.ts';
import type { Notify } from '../domain/notify/notify.ts';
import type { Occasion } from '../domain/notify/occasion.ts';
import type { RunInput } from '../domain/run/run.ts';
import { taskQueue } from './contract.ts';

export interface TellInput {
  run: RunInput & { notify: Notify };
  occasion: Occasion;
}

/** Tells somebody what happened to a run: at least once, and for a day whenever nobody listens. */
export async function tellSomebody({ run, occasion }: TellInput): Promise<void> {
  const { sendWebhook } = proxyActivities<ReturnType<typeof tellActivities>>({
    taskQueue,
    startToCloseTimeout: '1 minute',
    scheduleToCloseTimeout: '24 hours',
    retry: { initialInterval: run.settings.retryInterval, maximumInterval: '10 minutes' },
  });
  const { workflowId, startTime } = workflowInfo();
  await sendWebhook({ run, occasion, id: workflowId, at: startTime.toISOString() });
}
