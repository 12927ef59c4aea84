import { activityInfo, heartbeat } from '@temporalio/activity';

/** How far an activity is. */
export interface Done {
  done: number;
  total: number;
}

/** Reports progress while the work goes on: the server learns that we live, and we learn of a cancellation. */
export async function withHeartbeat<T>(progress: () => Done, work: () => Promise<T>): Promise<T> {
  const interval = Math.min(1000, (activityInfo().heartbeatTimeoutMs ?? 4000) / 4);
  const timer = setInterval(() => heartbeat(progress()), interval);
  try {
    heartbeat(progress());
    return await work();
  } finally {
    heartbeat(progress());
    clearInterval(timer);
  }
}
