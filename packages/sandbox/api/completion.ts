import { isGrading } from '../answering/grader.ts';
import { newId, unixSeconds } from '../ids.ts';
import { imagesOf, textOf } from '../learning/turn.ts';
import { type ImageInput, imageTokens } from '../reading/image.ts';
import type { ToolFunction } from '../wire/tools.ts';
import type { ChatCompletion, ChatRequest, Message } from '../wire.ts';

/** What a request costs: its messages and schema at about four letters a token, and its images at their detail. */
export const promptTokens = (request: ChatRequest): number =>
  request.messages.reduce(
    (sum, message) => sum + messageTokens(message, isGrading(request)),
    3 + schemaTokens(request),
  );

/** Schemas are shown to the model, so that they are paid as text is. */
const schemaTokens = ({ response_format: format, tools }: ChatRequest): number =>
  (format?.type === 'json_schema' ? tokensIn(JSON.stringify(format.json_schema.schema ?? {})) : 0) +
  (tools?.length ? tokensIn(JSON.stringify(tools)) : 0);

/** Tokens that a completion takes beside those of its text. */
interface Tokens {
  prompt: number;
  /** Spent before the first word. */
  thought: number;
}

/** What a model says: words, or the arguments of a function that is to be called. */
interface Said {
  text: string;
  called: ToolFunction | undefined;
}

/** The completion that says so, cut at the limit of tokens that the request sets: what is thought counts first. */
export function toCompletion(request: ChatRequest, model: string, tokens: Tokens, said: Said): ChatCompletion {
  const limit = request.max_completion_tokens ?? request.max_tokens ?? Number.POSITIVE_INFINITY;
  const thought = Math.min(tokens.thought, limit);
  const left = limit - thought;
  const whole = said.called === undefined ? beforeStop(said.text, request.stop) : said.text;
  const isCut = tokensIn(whole) > left;
  const text = isCut ? whole.slice(0, 4 * left) : whole;
  const times = request.n ?? 1;
  const completion_tokens = (thought + Math.min(tokensIn(whole), left)) * times;
  return {
    id: newId('chatcmpl-'),
    object: 'chat.completion',
    created: unixSeconds(),
    model,
    choices: Array.from({ length: times }, (_, index) => ({
      index,
      message: messageOf(text, said.called),
      logprobs: null,
      finish_reason: isCut ? 'length' : isChosen(request, said) ? 'tool_calls' : 'stop',
    })),
    usage: {
      prompt_tokens: tokens.prompt,
      completion_tokens,
      total_tokens: tokens.prompt + completion_tokens,
      ...(thought > 0 && { completion_tokens_details: { reasoning_tokens: thought * times } }),
    },
    service_tier: 'default',
    system_fingerprint: 'fp_sandbox',
  };
}

function messageOf(text: string, called: ToolFunction | undefined): ChatCompletion['choices'][number]['message'] {
  const message = { role: 'assistant' as const, refusal: null, annotations: [] as [] };
  if (called === undefined) return { ...message, content: text };
  const call = { id: newId('call_'), type: 'function' as const, function: { name: called.name, arguments: text } };
  return { ...message, content: null, tool_calls: [call] };
}

/** The live API says `stop`, where the function was named by the caller. */
const isChosen = ({ tool_choice: choice }: ChatRequest, { called }: Said): boolean =>
  called !== undefined && Object(choice).type !== 'function';

/** A text up to the first of the stop sequences. */
function beforeStop(text: string, stop: ChatRequest['stop']): string {
  const places = [stop ?? []].flat().map((sequence) => text.indexOf(sequence));
  return text.slice(0, Math.min(text.length, ...places.filter((place) => place !== -1)));
}

const messageTokens = (message: Message, isGrading: boolean): number => {
  // A grader looks at no image, so that a link to one need not be opened.
  const tokensOf = (image: ImageInput) => (isGrading && /^https?:/i.test(image.url) ? 85 : imageTokens(image));
  return 4 + tokensIn(textOf(message)) + imagesOf(message).reduce((sum, image) => sum + tokensOf(image), 0);
};

const tokensIn = (text: string): number => Math.ceil(text.length / 4);
