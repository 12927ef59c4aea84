import type { Reply } from '../request.ts';
import type { ChatCompletion } from '../wire.ts';
import { withoutValue, withValue } from './edit.ts';
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
    case 'content-parts':
      return withCompletion(reply, (completion) => ({ ...completion, choices: completion.choices.map(inParts) }));
    case 'empty-reasoning':
      return spentOnReasoning(withMessage(reply, { content: '' }, 'length'));
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

/** A thinking model's content: a list of parts, of which only some are the answer. */
function inParts(choice: Choice): object {
  const { content } = choice.message;
  const parts = [
    { type: 'thinking', thinking: [{ type: 'text', text: 'Looking at the image.' }] },
    { type: 'text', text: content ?? '' },
  ];
  return { ...choice, message: { ...choice.message, content: parts } };
}

function spentOnReasoning(reply: Reply): Reply {
  return withCompletion(reply, (completion) => {
    const reasoning_tokens = completion.usage.completion_tokens;
    return { ...completion, usage: { ...completion.usage, completion_tokens_details: { reasoning_tokens } } };
  });
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

function withCompletion(reply: Reply, change: (completion: ChatCompletion) => object): Reply {
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
