import { activityAtWork, type Reach } from './activity-at-work.ts';
import { activityHeader } from './activity-header.ts';
import type { Trigger } from './trigger.ts';

/** Long enough for the look at the job to be over, and short against the time to the next one. */
const afterALook = 300;

/** Watches what activities ask the provider, but for chats. */
export function watchCalls(reach: Reach, trigger: Trigger): void {
  const send = globalThis.fetch;
  let looks = 0;

  globalThis.fetch = async (input, init) => {
    const activity = activityAtWork();
    // A look for what is there already: the call that creates is what matters.
    const isLook = (activity === 'uploadFile' || activity === 'startJob') && init?.method?.toUpperCase() !== 'POST';
    if (!activity || isLook) return send(input, init);
    looks += 1;
    const look = looks;
    const response = await send(input, { ...init, headers: withActivity(init, activity) });
    reach('response arrived');
    if (activity === 'awaitJob' && (await isGoing(response))) {
      setTimeout(() => {
        if (looks === look) trigger('awaitJob', 'between two looks');
      }, afterALook);
    }
    return response;
  };
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
