import type { Reply } from '../request.ts';
import type { ChatCompletion } from '../wire.ts';
import type { Fault } from './fault.ts';

/** Changes what a handler answered as the fault wants; other faults leave it as it is. */
export function spoilReply(fault: Fault | undefined, reply: Reply): Reply {
  switch (fault?.kind) {
    case 'empty-choices':
      return withCompletion(reply, (completion) => ({ ...completion, choices: [] }));
    case 'wrong-schema':
      return withMessage(reply, { content: fault.content }, 'stop');
    case 'refusal':
      return withMessage(reply, { content: null, refusal: fault.text }, 'stop');
    case 'content-filter':
      return withMessage(reply, { content: '' }, 'content_filter');
    case 'length':
      return cutContent(reply);
    case 'stale-list':
      return withoutNewest(reply, fault.ms);
    default:
      return reply;
  }
}

type Choice = ChatCompletion['choices'][number];

function withMessage(reply: Reply, message: Partial<Choice['message']>, finish_reason: Choice['finish_reason']): Reply {
  return withCompletion(reply, (completion) => ({
    ...completion,
    choices: completion.choices.map((choice) => ({
      ...choice,
      finish_reason,
      message: { ...choice.message, ...message },
    })),
  }));
}

function cutContent(reply: Reply): Reply {
  return withCompletion(reply, (completion) => ({
    ...completion,
    choices: completion.choices.map(({ message, ...choice }) => {
      const content = message.content?.slice(0, message.content.length / 2) ?? null;
      return { ...choice, finish_reason: 'length', message: { ...message, content } };
    }),
  }));
}

function withCompletion(reply: Reply, change: (completion: ChatCompletion) => ChatCompletion): Reply {
  return isCompletion(reply.json) ? { ...reply, json: change(reply.json) } : reply;
}

/** A list as it was some time ago: what was made since is not in it. */
function withoutNewest(reply: Reply, ms: number): Reply {
  const { json } = reply;
  if (!isObject(json) || !Array.isArray(json['data'])) return reply;
  const data = json['data'].filter((item) => !isObject(item) || Date.now() - 1000 * Number(item['created_at']) > ms);
  return { ...reply, json: { ...json, data } };
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isCompletion = (value: unknown): value is ChatCompletion =>
  isObject(value) && value['object'] === 'chat.completion';
