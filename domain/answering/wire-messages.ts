import type { Message, MessagePart } from './messages.ts';

type Detail = 'auto' | 'low' | 'high';
type WirePart = { type: 'text'; text: string } | { type: 'image_url'; image_url: { url: string; detail: Detail } };

/** A chat message as OpenAI's API and training files spell it. */
export type WireMessage =
  | { role: 'system' | 'assistant'; content: string }
  | { role: 'user'; content: string | WirePart[] };

/**
 * Spells messages for the wire, with each image as the data URL that its hash stands for. Throws where a hash stands for
 * none, and where anybody but the user shows an image.
 */
export function toWire(
  messages: readonly Message[],
  imageUrls: ReadonlyMap<string, string>,
  detail: Detail = 'auto',
): WireMessage[] {
  return messages.map(({ role, content }): WireMessage => {
    const text = textOf(content);
    if (text !== undefined) return { role, content: text };
    if (role !== 'user' || typeof content === 'string') throw new Error(`a ${role} message holds text only`);
    return { role, content: content.map(toPart) };
  });

  function toPart(part: MessagePart): WirePart {
    if (part.type === 'text') return part;
    if (part.type === 'link') {
      return { type: 'image_url', image_url: { url: part.url, detail: part.detail ?? detail } };
    }
    const url = imageUrls.get(part.sha256);
    if (url === undefined) throw new Error(`no data URL for image ${part.sha256}`);
    return { type: 'image_url', image_url: { url, detail: part.detail ?? detail } };
  }
}

/** Servers that know no images know no parts either, so that text alone goes as it is. */
function textOf(content: Message['content']): string | undefined {
  if (typeof content === 'string') return content;
  const texts = content.filter((part) => part.type === 'text').map(({ text }) => text);
  return texts.length === content.length ? texts.join('\n') : undefined;
}
