import { outcomeOfReply } from '../../asking/outcome.ts';
import type { AnswerOutcome } from '../../domain/answering/answer.ts';
import type { ChatReply } from '../../domain/answering/chat.ts';
import { textOf } from './reading.ts';

/** The texts of a message's content, which is one or lies in parts. */
export function contentText(content: unknown): string {
  if (typeof content === 'string') return content;
  const parts: unknown[] = Array.isArray(content) ? content : [];
  return parts.map((part) => (typeof part === 'string' ? part : (textOf(partOf(part).text) ?? ''))).join('');
}

/** What the user asked last, of a conversation or of a prompt that is one text. */
export function lastQuestion(messages: unknown): string | undefined {
  if (typeof messages === 'string') return messages;
  const all: unknown[] = Array.isArray(messages) ? messages : [];
  const last = all.findLast((message) => partOf(message).role === 'user');
  return last === undefined ? undefined : contentText(partOf(last).content);
}

interface Message {
  role?: unknown;
  content?: unknown;
  text?: unknown;
}

function partOf(value: unknown): Message {
  return typeof value === 'object' && value !== null ? value : {};
}

const finishes: Readonly<Record<string, ChatReply['finish']>> = {
  stop: 'stop',
  length: 'length',
  max_tokens: 'length',
  max_output_tokens: 'length',
  model_length: 'length',
  content_filter: 'content_filter',
};

/** A reply as another tool has kept it. */
export interface KeptReply {
  text: string;
  refusal?: string | null | undefined;
  /** The provider's word for how it ended; most tables have none. */
  finish?: string | null | undefined;
}

/** What a kept reply comes to, by the rule of those that are given live. */
export function outcomeOfKept({ text, refusal, finish: word }: KeptReply): AnswerOutcome {
  const finish = finishes[word ?? 'stop'] ?? 'unknown';
  return outcomeOfReply({
    text: text.trim(),
    finish,
    ...(refusal && { refusal }),
    ...(word && word !== finish && { finishWord: word }),
  });
}

/** What is kept of a call that failed. */
export function failedWith(reason: string, code = 'failed-before'): AnswerOutcome {
  return { outcome: 'failed', reason: reason.replaceAll(/\s+/g, ' ').trim().slice(0, 200), code };
}
