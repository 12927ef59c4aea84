import type { ImageInput } from '../../reading/image.ts';
import type { Format, Item, OutputItem, Part, ResponseRequest } from '../../wire/responses.ts';
import type { ChatRequest, Message } from '../../wire.ts';

/** A request for a response as one for a completion, after the messages of earlier responses. */
export function asChat(
  request: ResponseRequest,
  earlier: readonly Message[],
  items: readonly (Item | OutputItem)[],
): ChatRequest {
  const { instructions, reasoning, text, tools, tool_choice: choice } = request;
  const system: Message[] = instructions ? [{ role: 'system', content: instructions }] : [];
  return {
    model: request.model,
    messages: [...system, ...earlier, ...items.flatMap(toMessages)],
    response_format: text?.format ? toResponseFormat(text.format) : undefined,
    tools: tools?.map(({ type, ...called }) => ({ type, function: called })),
    tool_choice: choice && toChoice(choice),
    max_completion_tokens: request.max_output_tokens,
    reasoning_effort: reasoning?.effort,
    temperature: request.temperature,
    top_p: request.top_p,
  };
}

/** What a request's input says, as items. */
export const itemsOf = ({ input }: ResponseRequest): Item[] =>
  typeof input === 'string' ? [{ type: 'message', role: 'user', content: input }] : input;

/** The messages that an item stands for; thoughts stand for none. */
export function toMessages(item: Item | OutputItem): Message[] {
  switch (item.type) {
    case 'message':
      return [{ role: item.role, content: toContent(item.content) }];
    case 'function_call': {
      const called = { name: item.name, arguments: item.arguments };
      return [
        { role: 'assistant', content: null, tool_calls: [{ id: item.call_id, type: 'function', function: called }] },
      ];
    }
    case 'function_call_output':
      return [{ role: 'tool', content: toContent(item.output), tool_call_id: item.call_id }];
    default:
      return [];
  }
}

function toContent(content: string | readonly Part[]): Message['content'] {
  if (typeof content === 'string') return content;
  return content.map((part) => {
    if (part.type === 'refusal') return part;
    if (part.type === 'input_image')
      return { type: 'image_url', image_url: { url: part.image_url, detail: detailOf(part) } };
    return { type: 'text', text: part.text };
  });
}

const detailOf = ({ detail }: { detail?: string | null | undefined }): ImageInput['detail'] =>
  detail === 'original' ? 'high' : ((detail ?? 'auto') as ImageInput['detail']);

function toResponseFormat(format: Format): ChatRequest['response_format'] {
  if (format.type !== 'json_schema') return format;
  const { type, name, schema, strict } = format;
  return { type, json_schema: { name, schema, strict } };
}

function toChoice(choice: NonNullable<ResponseRequest['tool_choice']>): ChatRequest['tool_choice'] {
  if (typeof choice === 'string') return choice;
  const named = ({ name }: { name: string }) => ({ type: 'function' as const, function: { name } });
  if (choice.type === 'function') return named(choice);
  return { type: choice.type, allowed_tools: { mode: choice.mode, tools: choice.tools.map(named) } };
}
