import { activityInfo, heartbeat } from '@temporalio/activity';
import type { Pause } from '../providers/throttle/silence.ts';
import { reporting } from './failures.ts';

/** How far an activity is. */
export interface Done {
  done: number;
  total: number;
  /** What is counted, where it is not what the stage usually counts. */
  what?: string;
  /** Why nothing goes on at the moment. */
  pause?: Pause;
}

/** An attempt's claim to its work, which the server gives to another one when it hears no heartbeat. */
export interface Lease {
  /** True once heartbeats have been held up for so long that the work may be another attempt's by now. */
  hasLapsed(): boolean;
}

/** Runs an activity of a few calls or one small file, and says meanwhile that it lives: a killed worker is soon found out. */
export function reportingAlive<T>(work: (lease: Lease) => Promise<T>): Promise<T> {
  return reporting(() => withHeartbeat(() => ({ done: 0, total: 1 }), work));
}

/** Reports progress while the work goes on: the server learns that we live, and we learn of a cancellation. */
export async function withHeartbeat<T>(progress: () => Done, work: (lease: Lease) => Promise<T>): Promise<T> {
  const timeout = activityInfo().heartbeatTimeoutMs ?? 4000;
  const lease = leaseFor(timeout);
  const beat = () => {
    lease.renew();
    heartbeat(progress());
  };
  const timer = setInterval(beat, Math.min(1000, timeout / 4));
  try {
    beat();
    return await work(lease);
  } finally {
    beat();
    clearInterval(timer);
  }
}

/**
 * A process that was frozen reads its responses before its timers run: it has to look at the clock to know. Half of the
 * timeout, since a heartbeat may reach the server some seconds late.
 */
function leaseFor(timeout: number): Lease & { renew(): void } {
  let renewedAt = performance.now();
  let lapsed = false;

  function hasLapsed(): boolean {
    lapsed ||= performance.now() - renewedAt > timeout / 2;
    return lapsed;
  }

  function renew(): void {
    if (!hasLapsed()) renewedAt = performance.now();
  }

  return { hasLapsed, renew };
}
