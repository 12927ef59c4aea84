import type { ChatCompletion } from '../wire.ts';

/** A completion as the API streams it: events of chunks, one a word, then the finish, the usage where it is wanted, and the end. */
export function toEvents(completion: ChatCompletion, withUsage: boolean): string {
  // A fault may have taken the choices away.
  const { choices = [], usage, object: _, ...head } = completion;
  const chunk = (more: object) => ({ ...head, object: 'chat.completion.chunk', ...more });
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

function deltasOf({ role, content, refusal }: Message): object[] {
  const words = typeof content === 'string' ? (content.match(/\S+\s*|\s+/g) ?? []) : [];
  return [
    { role, content: '', refusal: null },
    ...words.map((word) => ({ content: word })),
    ...(refusal ? [{ refusal }] : []),
  ];
}
