import type { Reply } from '../request.ts';
import { withoutValue, withValue } from './edit.ts';
import type { Fault } from './fault.ts';

/** Changes what a handler answered as the fault wants; other faults leave it as it is. */
export function spoilReply(fault: Fault | undefined, reply: Reply): Reply {
  switch (fault?.kind) {
    case 'endless-list':
      return { ...reply, json: withValue(reply.json, 'has_more', true) };
    case 'reply':
      return { ...reply, json: edited(reply.json, fault) };
    case 'stale-list':
      return withoutNewest(reply, fault.ms);
    default:
      return reply;
  }
}

function edited(json: unknown, { set, remove }: Extract<Fault, { kind: 'reply' }>): unknown {
  const changed = Object.entries(set).reduce((value, [path, wanted]) => withValue(value, path, wanted), json);
  return remove.reduce(withoutValue, changed);
}

/** A list as it was some time ago: what was made since is not in it. */
function withoutNewest(reply: Reply, ms: number): Reply {
  const { json } = reply;
  if (!isObject(json) || !Array.isArray(json['data'])) return reply;
  const data = json['data'].filter((item) => !isObject(item) || Date.now() - 1000 * createdAt(item) > ms);
  return { ...reply, json: { ...json, data } };
}

const createdAt = ({ created_at, created }: Record<string, unknown>): number => Number(created_at ?? created);
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
