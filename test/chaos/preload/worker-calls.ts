import { activityAtWork, type Reach } from './activity-at-work.ts';
import { activityHeader } from './activity-header.ts';
import type { InFlight } from './in-flight.ts';
import type { Trigger } from './trigger.ts';

/** Long enough for the look at the job to be over, and short against the time to the next one. */
const afterALook = 300;

/** Watches what activities ask the provider. */
export function watchCalls(reach: Reach, trigger: Trigger, inFlight: InFlight): void {
  const send = globalThis.fetch;
  let looks = 0;

  globalThis.fetch = async (input, init) => {
    const activity = activityAtWork();
    // A look for what is there already: the call that creates is what matters.
    const isLook = (activity === 'uploadFile' || activity === 'startJob') && init?.method?.toUpperCase() !== 'POST';
    if (!activity || isLook) return send(input, init);
    looks += 1;
    const look = looks;
    const response = await counted(isChat(input), inFlight, () =>
      send(input, { ...init, headers: withActivity(init, activity) }),
    );
    reach('response arrived');
    if (activity === 'awaitJob' && (await isGoing(response))) {
      setTimeout(() => {
        if (looks === look) trigger('awaitJob', 'between two looks');
      }, afterALook);
    }
    return response;
  };
}

/** A call that failed is in flight no longer; one that was served is until it is on disk. */
async function counted(isChat: boolean, inFlight: InFlight, call: () => Promise<Response>): Promise<Response> {
  if (!isChat) return call();
  inFlight.add(1);
  try {
    const response = await call();
    if (!response.ok) inFlight.add(-1);
    return response;
  } catch (error) {
    inFlight.add(-1);
    throw error;
  }
}

function isChat(input: Parameters<typeof fetch>[0]): boolean {
  return String(input instanceof Request ? input.url : input).endsWith('/chat/completions');
}

function withActivity(init: RequestInit | undefined, activity: string): Headers {
  const headers = new Headers(init?.headers);
  headers.set(activityHeader, activity);
  return headers;
}

async function isGoing(response: Response): Promise<boolean> {
  const job: unknown = await response.clone().json();
  return typeof job === 'object' && job !== null && 'finished_at' in job && job.finished_at === null;
}
