import { proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { SendInput, ToldRun, tellActivities } from '../activities/tell.ts';
import { taskQueue } from './contract.ts';

export type TellInput = Pick<SendInput, 'run' | 'occasion'>;

/** Tells somebody what happened to a run: at least once, and for a day whenever nobody listens. */
export async function tellSomebody({ run, occasion }: TellInput): Promise<void> {
  const { workflowId, startTime } = workflowInfo();
  await activitiesOf(run).sendWebhook({ run, occasion, id: workflowId, at: startTime.toISOString() });
}

/** Tells somebody, if since this run the trend of its schedule says that its runs get worse. */
export async function tellOfFall({ run }: Pick<TellInput, 'run'>): Promise<void> {
  const { sentence: trend } = await activitiesOf(run).findFall({ run });
  if (trend !== undefined) await tellSomebody({ run, occasion: { event: 'worse', trend } });
}

function activitiesOf({ settings }: ToldRun) {
  const common = {
    taskQueue,
    scheduleToCloseTimeout: '24 hours',
    retry: { initialInterval: settings.retryInterval, maximumInterval: '10 minutes' },
  } as const;
  type Activities = ReturnType<typeof tellActivities>;
  const { sendWebhook } = proxyActivities<Activities>({ ...common, startToCloseTimeout: '1 minute' });
  const { findFall } = proxyActivities<Activities>({
    ...common,
    startToCloseTimeout: settings.stageTimeout,
    heartbeatTimeout: settings.heartbeatTimeout,
  });
  return { sendWebhook, findFall };
}
