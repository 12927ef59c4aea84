import { activityInfo, heartbeat } from '@temporalio/activity';
import { reporting } from './failures.ts';

/** How far an activity is. */
export interface Done {
  done: number;
  total: number;
}

/** Runs an activity of a few calls or one small file, and says meanwhile that it lives: a killed worker is soon found out. */
export function reportingAlive<T>(work: () => Promise<T>): Promise<T> {
  return reporting(() => withHeartbeat(() => ({ done: 0, total: 1 }), work));
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
