import type { ToolCall } from '../wire/tools.ts';
import type { ChatCompletion } from '../wire.ts';
import type { Fault } from './fault.ts';

/** Changes what a model says as the fault wants; other faults leave it as it is. */
export function spoilCompletion(fault: Fault | undefined, completion: ChatCompletion): ChatCompletion {
  switch (fault?.kind) {
    case 'empty-choices':
      return { ...completion, choices: [] };
    case 'wrong-schema':
      return withText(completion, () => fault.content, 'stop');
    case 'refusal':
      return withMessages(completion, (message) => ({ ...wordless(message), refusal: fault.text }), 'stop');
    case 'content-filter':
      return withMessages(completion, saysNothing, 'content_filter');
    case 'length':
      return withText(completion, (text) => text.slice(0, text.length / 2), 'length');
    case 'forgets':
      return withText(completion, () => fault.text, 'stop');
    case 'content-parts':
      return withMessages(completion, inParts);
    case 'empty-reasoning':
      return spentOnReasoning(withMessages(completion, saysNothing, 'length'));
    default:
      return completion;
  }
}

type Choice = ChatCompletion['choices'][number];
type Message = Choice['message'];

function withMessages(
  completion: ChatCompletion,
  change: (message: Message) => Message,
  finish_reason?: Choice['finish_reason'],
): ChatCompletion {
  const choices = completion.choices.map((choice) => ({
    ...choice,
    ...(finish_reason && { finish_reason }),
    message: change(choice.message),
  }));
  return { ...completion, choices };
}

/** With other words, or other arguments of the call that is asked for. */
const withText = (
  completion: ChatCompletion,
  change: (text: string) => string,
  finish_reason: Choice['finish_reason'],
): ChatCompletion =>
  withMessages(
    completion,
    (message) =>
      message.tool_calls === undefined
        ? { ...message, content: change(message.content ?? '') }
        : { ...message, tool_calls: message.tool_calls.map((call) => withArguments(call, change)) },
    finish_reason,
  );

const withArguments = (call: ToolCall, change: (text: string) => string): ToolCall => ({
  ...call,
  function: { ...call.function, arguments: change(call.function.arguments) },
});

const wordless = ({ tool_calls: _, ...message }: Message): Message => ({ ...message, content: null });
const saysNothing = (message: Message): Message => ({ ...wordless(message), content: '' });

/** A thinking model's content: a list of parts, of which only some are the answer. */
function inParts(message: Message): Message {
  const parts = [
    { type: 'thinking', thinking: [{ type: 'text', text: 'Looking at the image.' }] },
    { type: 'text', text: message.content ?? '' },
  ];
  // No content that the document allows: that is the fault.
  return { ...message, content: parts as unknown as string };
}

function spentOnReasoning(completion: ChatCompletion): ChatCompletion {
  const reasoning_tokens = completion.usage.completion_tokens;
  return { ...completion, usage: { ...completion.usage, completion_tokens_details: { reasoning_tokens } } };
}
