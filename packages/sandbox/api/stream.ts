import type { ToolCall } from '../wire/tools.ts';
import type { ChatCompletion } from '../wire.ts';

/** A completion as the API streams it: events of chunks, one a word, then the finish, the usage where it is wanted, and the end. */
export function toEvents(completion: unknown, withUsage: boolean): string {
  // A fault may have taken the choices away.
  const { choices = [], usage, object: _, ...head } = completion as ChatCompletion;
  const noUsage = withUsage ? { usage: null } : {};
  const chunk = (more: object) => ({ ...head, object: 'chat.completion.chunk', ...noUsage, ...more });
  const chunks = [
    ...choices.flatMap(({ index, message, finish_reason }) => [
      ...deltasOf(message).map((delta) => chunk({ choices: [{ index, delta, logprobs: null, finish_reason: null }] })),
      chunk({ choices: [{ index, delta: {}, logprobs: null, finish_reason }] }),
    ]),
    ...(withUsage ? [chunk({ choices: [], usage })] : []),
  ];
  return [...chunks.map((one) => JSON.stringify(one)), '[DONE]'].map((data) => `data: ${data}\n\n`).join('');
}

type Message = ChatCompletion['choices'][number]['message'];

function deltasOf({ role, content, refusal, tool_calls: calls = [] }: Message): object[] {
  return [
    { role, content: calls.length > 0 ? null : '', refusal: null },
    ...piecesOf(content).map((piece) => ({ content: piece })),
    ...(refusal ? [{ refusal }] : []),
    ...calls.flatMap(callDeltas),
  ];
}

/** A call by its name first, and then its arguments piece by piece. */
const callDeltas = ({ function: called, ...call }: ToolCall, index: number): object[] => [
  { tool_calls: [{ index, ...call, function: { ...called, arguments: '' } }] },
  ...piecesOf(called.arguments).map((piece) => ({ tool_calls: [{ index, function: { arguments: piece } }] })),
];

/** A text in pieces of one word. */
export const piecesOf = (text: unknown): string[] =>
  typeof text === 'string' ? (text.match(/\S+\s*|\s+/g) ?? []) : [];
