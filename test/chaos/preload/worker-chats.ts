import { AsyncLocalStorage } from 'node:async_hooks';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { activityAtWork, type Reach } from './activity-at-work.ts';
import { activityHeader } from './activity-header.ts';
import type { InFlight } from './in-flight.ts';
import { watchRequests } from './requests.ts';

/** Watches the chat calls of activities, whose bodies are posted in pieces and not by `fetch`. */
export function watchChats(reach: Reach, inFlight: InFlight): void {
  watchRequests((outgoing, { method, path }) => {
    const activity = activityAtWork();
    if (!activity || method !== 'POST' || !path.endsWith('/chat/completions')) return;
    outgoing.setHeader(activityHeader, activity);
    watchChat(outgoing, reach, inFlight);
  });
}

/** A call that failed is in flight no longer; one that was served is until it is stored. */
function watchChat(outgoing: ClientRequest, reach: Reach, inFlight: InFlight): void {
  const inContext = AsyncLocalStorage.snapshot();
  let isOver = false;
  const failed = () => {
    if (!isOver) inFlight.add(-1);
    isOver = true;
  };
  inFlight.add(1);
  outgoing.once('error', failed);
  outgoing.prependOnceListener('response', ({ statusCode }: IncomingMessage) => {
    if (statusCode !== 200) return failed();
    isOver = true;
    inContext(() => reach('response arrived'));
  });
}
