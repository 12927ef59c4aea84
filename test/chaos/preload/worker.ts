import { asyncLocalStorage } from '@temporalio/activity';
import type { Control } from '../control.ts';
import { activityAtWork, type Reach } from './activity-at-work.ts';
import { createInFlight } from './in-flight.ts';
import type { Trigger } from './trigger.ts';
import { watchCalls } from './worker-calls.ts';
import { watchChats } from './worker-chats.ts';
import { watchFiles } from './worker-files.ts';
import { watchObjects } from './worker-objects.ts';

/** Watches the activities of a worker: their calls, their files and their heartbeats. */
export async function watchWorker(trigger: Trigger, control: Control): Promise<void> {
  const reach: Reach = (point, before) => {
    const activity = activityAtWork();
    if (activity) trigger(activity, point, before);
  };
  const inFlight = createInFlight(control);
  watchHeartbeats(reach);
  watchCalls(reach, trigger);
  watchChats(reach, inFlight);
  if (process.env['TEMPERA_STORE']?.startsWith('s3:')) watchObjects(reach, inFlight);
  else await watchFiles(reach, inFlight);
}

function watchHeartbeats(reach: Reach): void {
  const run = asyncLocalStorage.run.bind(asyncLocalStorage);

  Object.assign(asyncLocalStorage, {
    run(context: ReturnType<typeof asyncLocalStorage.getStore>, work: () => unknown) {
      if (!context) return work();
      const { heartbeat } = context;
      const watched = (details?: unknown) => {
        reach('heartbeat');
        heartbeat(details);
      };
      return run(Object.assign(context, { heartbeat: watched }), work);
    },
  });
}
