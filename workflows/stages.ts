import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { Settings } from '../domain/plan.ts';
import { taskQueueFor } from './contract.ts';

/** The activities of a run, with timeouts and retries by the kind of waiting. */
export function stagesFor(settings: Settings) {
  const retry = { initialInterval: settings.retryInterval, maximumInterval: '1 minute' } as const;
  const common = {
    taskQueue: taskQueueFor('work'),
    // The default would clean up before the cancelled activity has ended, and so before there is anything to clean up.
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  };

  /** Long work, which says that it lives. */
  const working = proxyActivities<Activities>({
    ...common,
    startToCloseTimeout: settings.stageTimeout,
    heartbeatTimeout: settings.heartbeatTimeout,
    retry,
  });

  /** A few calls or a small file. */
  const quick = proxyActivities<Activities>({
    ...common,
    startToCloseTimeout: '10 minutes',
    heartbeatTimeout: settings.heartbeatTimeout,
    retry,
  });

  /** Retrying is how we wait: hours of it cost three events and no worker slot. */
  const waiting = proxyActivities<Activities>({
    ...common,
    startToCloseTimeout: '2 minutes',
    scheduleToCloseTimeout: settings.jobTimeout,
    retry: { initialInterval: settings.jobPollInterval, backoffCoefficient: 1 },
  });

  return { working, quick, waiting };
}

export type Stages = ReturnType<typeof stagesFor>;
