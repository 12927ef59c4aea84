import { createHash } from 'node:crypto';
import { invalid } from '../api-error.ts';
import type { ChatRequest } from '../wire.ts';

/** Tokens of thought at each effort, for a question that takes little of it; others take up to half as much more. */
const THOUGHT = { none: 0, minimal: 64, low: 192, medium: 640, high: 2560, xhigh: 5120, max: 10_240 } as const;
type Effort = keyof typeof THOUGHT;

/** How a family of models reasons. */
interface Reasoner {
  efforts: readonly Effort[];
  usual: Effort;
}

const ALL: readonly Effort[] = ['low', 'medium', 'high', 'xhigh', 'max'];

/** The families that reason, by how their names begin; the first that fits holds. As OpenAI documents them. */
const REASONERS: readonly (readonly [RegExp, Reasoner])[] = [
  [/^o[134]\b/, { efforts: ['low', 'medium', 'high'], usual: 'medium' }],
  [/^gpt-5(-|$)/, { efforts: ['minimal', 'low', 'medium', 'high'], usual: 'medium' }],
  [/^gpt-5\.1\b/, { efforts: ['none', 'low', 'medium', 'high'], usual: 'none' }],
  [/^gpt-6(\.\d)?-(astra|sol)\b/, { efforts: ALL, usual: 'medium' }],
  [/^gpt-6\b/, { efforts: ['none', ...ALL], usual: 'medium' }],
];

/** Parameters that a model refuses while it reasons, whatever their value but the usual one. */
const SAMPLING = { temperature: 1, presence_penalty: 0, frequency_penalty: 0 } as const;

/**
 * Tokens that a model of this name thinks before it answers, the same for the same messages; 0 for one that does not
 * reason. What it does not take is a 400 in OpenAI's words.
 */
export function thoughtFor(request: ChatRequest, model: string): number {
  const reasoner = REASONERS.find(([name]) => name.test(model))?.[1];
  if (reasoner === undefined) return 0;
  const effort = effortOf(request, model, reasoner);
  refuse(request, effort);
  const drawn = createHash('sha256').update(JSON.stringify(request.messages)).digest().readUInt16BE() / 0xffff;
  return Math.round((THOUGHT[effort] * (1 + drawn / 2)) / 64) * 64;
}

function effortOf({ reasoning_effort: asked }: ChatRequest, model: string, { efforts, usual }: Reasoner): Effort {
  const effort = efforts.find((known) => known === (asked ?? usual));
  if (effort !== undefined) return effort;
  const known = efforts.map((name) => `'${name}'`);
  const listed = `${known.slice(0, -1).join(', ')}, and ${known.at(-1)}`;
  throw unsupported(
    `Unsupported value: '${asked}' is not supported with the '${model}' model. Supported values are: ${listed}.`,
    'reasoning_effort',
  );
}

function refuse(request: ChatRequest, effort: Effort): void {
  if (request.max_tokens !== undefined && request.max_tokens !== null) {
    const message =
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";
    throw invalid(message, 'max_tokens', 'unsupported_parameter');
  }
  if (effort === 'none') return;
  for (const [name, usual] of Object.entries(SAMPLING)) {
    const value = request[name as keyof typeof SAMPLING] ?? usual;
    if (value === usual) continue;
    throw unsupported(
      `Unsupported value: '${name}' does not support ${value} with this model. Only the default (${usual}) value is supported.`,
      name,
    );
  }
  const given = { top_p: (request.top_p ?? 1) !== 1, stop: (request.stop ?? '').length > 0 };
  for (const [name, isGiven] of Object.entries(given)) {
    const message = `Unsupported parameter: '${name}' is not supported with this model.`;
    if (isGiven) throw invalid(message, name, 'unsupported_parameter');
  }
}

const unsupported = (message: string, param: string) => invalid(message, param, 'unsupported_value');
