import { IncomingMessage, Server, ServerResponse } from 'node:http';
import { activities } from '../kill.ts';
import { activityHeader } from './activity-header.ts';
import type { Trigger } from './trigger.ts';

/** Watches the calls that a sandbox takes from activities. */
export function watchSandbox(trigger: Trigger): void {
  const { emit } = Server.prototype;

  Object.assign(Server.prototype, {
    emit(this: Server, event: string, ...args: unknown[]) {
      const [incoming, outgoing] = args;
      if (incoming instanceof IncomingMessage && outgoing instanceof ServerResponse)
        watchCall(trigger, incoming, outgoing);
      return Reflect.apply(emit, this, [event, ...args]);
    },
  });
}

function watchCall(trigger: Trigger, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const activity = activities.find((name) => name === incoming.headers[activityHeader]);
  if (!activity) return;
  const { writeHead } = outgoing;
  incoming.once('end', () => trigger(activity, 'call received'));
  Object.assign(outgoing, {
    writeHead(...args: unknown[]) {
      trigger(activity, 'call served');
      return Reflect.apply(writeHead, outgoing, args);
    },
  });
}
