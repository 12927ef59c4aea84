import { isGrading } from '../answering/grader.ts';
import { newId, unixSeconds } from '../ids.ts';
import { imagesOf, textOf } from '../learning/turn.ts';
import { type ImageInput, imageTokens } from '../reading/image.ts';
import type { ChatCompletion, ChatRequest, Message } from '../wire.ts';

/** What a request costs: its messages and schema at about four letters a token, and its images at their detail. */
export const promptTokens = (request: ChatRequest): number =>
  request.messages.reduce(
    (sum, message) => sum + messageTokens(message, isGrading(request)),
    3 + schemaTokens(request),
  );

/** A schema is shown to the model, so that it is paid as a text is. */
const schemaTokens = ({ response_format: format }: ChatRequest): number =>
  format?.type === 'json_schema' ? tokensIn(JSON.stringify(format.json_schema.schema ?? {})) : 0;

/** Tokens that a completion takes beside those of its text. */
interface Tokens {
  prompt: number;
  /** Spent before the first word. */
  thought: number;
}

/** The completion that says `text`, cut at the limit of tokens that the request sets: what is thought counts first. */
export function toCompletion(request: ChatRequest, model: string, tokens: Tokens, text: string): ChatCompletion {
  const limit = request.max_completion_tokens ?? request.max_tokens ?? Number.POSITIVE_INFINITY;
  const thought = Math.min(tokens.thought, limit);
  const left = limit - thought;
  const isCut = tokensIn(text) > left;
  const content = isCut ? text.slice(0, 4 * left) : text;
  const times = request.n ?? 1;
  const completion_tokens = (thought + Math.min(tokensIn(text), left)) * times;
  return {
    id: newId('chatcmpl-'),
    object: 'chat.completion',
    created: unixSeconds(),
    model,
    choices: Array.from({ length: times }, (_, index) => ({
      index,
      message: { role: 'assistant', content, refusal: null, annotations: [] },
      logprobs: null,
      finish_reason: isCut ? 'length' : 'stop',
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

const messageTokens = (message: Message, isGrading: boolean): number => {
  // A grader looks at no image, so that a link to one need not be opened.
  const tokensOf = (image: ImageInput) => (isGrading && /^https?:/i.test(image.url) ? 85 : imageTokens(image));
  return 4 + tokensIn(textOf(message)) + imagesOf(message).reduce((sum, image) => sum + tokensOf(image), 0);
};

const tokensIn = (text: string): number => Math.ceil(text.length / 4);
