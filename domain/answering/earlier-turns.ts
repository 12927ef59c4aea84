import type { Message } from './messages.ts';

/** The most characters of earlier turns that are shown. */
export const longestEarlier = 4000;

/**
 * The turns before the last one of the user as a text for people, without the system's; what stands nearest to the question
 * is kept of a long one. Undefined where there are none.
 */
export function earlierTurns(messages: readonly Message[] = []): string | undefined {
  const last = messages.findLastIndex(({ role }) => role === 'user');
  const turns = messages.slice(0, Math.max(0, last)).filter(({ role }) => role !== 'system');
  if (turns.length === 0) return undefined;
  const text = turns.map(({ role, content }) => `${role}: ${shownText(content)}`).join('\n');
  return text.length > longestEarlier ? `… ${text.slice(-longestEarlier).toWellFormed()}` : text;
}

function shownText(content: Message['content']): string {
  if (typeof content === 'string') return content;
  return content.map((part) => (part.type === 'text' ? part.text : '[image]')).join('\n');
}
