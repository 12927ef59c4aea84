import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import { defaultSettings, type Settings } from '../domain/run/plan.ts';
import { taskQueue } from './contract.ts';

/** The activities of a run, with timeouts and retries by the kind of waiting. */
export function activitiesFor(settings: Settings) {
  const retry = { initialInterval: settings.retryInterval, maximumInterval: '1 minute' } as const;
  const common = {
    taskQueue,
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
    // Who has lost an answer waits before looking again.
    startToCloseTimeout: 10 * 60_000 + settings.adoptionWait,
    heartbeatTimeout: settings.heartbeatTimeout,
    retry,
  });

  /** What a cancelled run still tries: the provider may be gone for good. */
  const cleaningUp = proxyActivities<Activities>({
    ...common,
    // Runs that 0.1.0 began know no such setting.
    scheduleToCloseTimeout: settings.cleanUpTimeout ?? defaultSettings.cleanUpTimeout,
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

  return { working, quick, cleaningUp, waiting };
}
