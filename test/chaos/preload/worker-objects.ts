import { AsyncLocalStorage } from 'node:async_hooks';
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Reach } from './activity-at-work.ts';
import type { InFlight } from './in-flight.ts';
import { watchRequests } from './requests.ts';
import { callsIn } from './worker-files.ts';

/** Watches the objects that a store on S3 writes: a flush of records, or a file, which gets content and name at once. */
export function watchObjects(reach: Reach, inFlight: InFlight = { add: () => undefined }): void {
  const { host } = new URL(String(process.env['AWS_ENDPOINT_URL']));
  watchRequests((outgoing, asked) => {
    if (asked.method !== 'PUT' || asked.host !== host || asked.path.includes('store.json')) return;
    if (asked.path.includes('.segments/')) watchFlush(outgoing, reach, inFlight);
    else watchFile(outgoing, reach);
  });
}

function watchFlush(outgoing: ClientRequest, reach: Reach, inFlight: InFlight): void {
  let calls = 0;
  watch(outgoing, {
    sends(body) {
      reach('record begun');
      calls = callsIn(String(body ?? ''));
      // No half of an object is ever there: what was sent of it is forgotten.
      reach('record torn');
    },
    stored() {
      reach('record written');
      inFlight.add(-calls);
    },
  });
}

function watchFile(outgoing: ClientRequest, reach: Reach): void {
  watch(outgoing, { sends: () => reach('file complete'), stored: () => reach('file named') });
}

/** The answer comes in a context of its own, in which nobody knows for which activity. */
function watch(outgoing: ClientRequest, { sends, stored }: { sends(body: unknown): void; stored(): void }): void {
  const inContext = AsyncLocalStorage.snapshot();
  const { end } = outgoing;
  outgoing.prependOnceListener('response', ({ statusCode }: IncomingMessage) => {
    if (statusCode === 200) inContext(stored);
  });
  Object.assign(outgoing, {
    end(...args: unknown[]) {
      sends(args[0]);
      return Reflect.apply(end, outgoing, args);
    },
  });
}
