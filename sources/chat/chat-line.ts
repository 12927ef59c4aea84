import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Message, MessagePart } from '../../domain/answering/messages.ts';
import type { Problem } from '../../domain/data/question-group.ts';
import { fromBase64, readImageCell } from '../image-cells.ts';

/** A line in OpenAI's format for fine-tuning, as far as it is asked. */
export interface ChatLine {
  /** All before the last turn of the assistant, images by the sha256 of their bytes. */
  messages: Message[];
  images: ChatImage[];
  /** The text of the last turn of the user. */
  question: string;
  /** The last turn of the assistant; absent where the line ends without one, or in no text. */
  target?: string;
  /** Why the line can be trained on and not be asked: it holds what a question cannot. */
  unaskable?: string;
  /** Why the line can be asked and not be trained on: it teaches no turn. */
  untrainable?: string;
}

/** An image of a line, or where it lies; its part names an address by the sha256 of that. */
export type ChatImage = Uint8Array | { address: string; part: string };

const Part = z.union([
  z.looseObject({ type: z.literal('text'), text: z.string() }),
  z.looseObject({
    type: z.literal('image_url'),
    image_url: z.looseObject({ url: z.string(), detail: z.enum(['auto', 'low', 'high']).optional() }),
  }),
]);
const Turn = z.looseObject({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool', 'function']),
  content: z.union([z.string(), z.array(z.unknown())]).nullish(),
  tool_calls: z.array(z.unknown()).nullish(),
  function_call: z.unknown().optional(),
  weight: z.unknown().optional(),
});
type Turn = z.output<typeof Turn>;
const Line = z.looseObject({
  messages: z.array(z.unknown()).min(1),
  tools: z.array(z.unknown()).nullish(),
  functions: z.array(z.unknown()).nullish(),
});

/** Reads the value of a line: `{"messages": […], "tools"?: […], …}`. */
export function readChatLine(value: unknown): ChatLine | Problem {
  const line = Line.safeParse(value);
  if (!line.success) return bad('has no list "messages" with the turns of a conversation', 'no messages');
  const turns: Turn[] = [];
  for (const [index, turn] of line.data.messages.entries()) {
    const read = Turn.safeParse(turn);
    if (!read.success) return bad(`messages[${index}] ${inWords(turn)}`, 'unreadable message');
    turns.push(read.data);
  }
  const last = turns.findLastIndex(({ role }) => role === 'assistant');
  const before = turns.slice(0, last === -1 ? turns.length : last);
  const images: ChatImage[] = [];
  const messages: Message[] = [];
  for (const [index, turn] of before.entries()) {
    const read = messageOf(turn, `messages[${index}]`, images);
    if ('why' in read) return bad(`messages[${index}] ${read.why}`, read.reason);
    messages.push(read);
  }
  const question = textOf(messages.findLast(({ role }) => role === 'user'));
  if (question === undefined) return bad('has no turn of a user before the answer', 'no question');
  const target = targetOf(turns[last]);
  const unaskable = whyUnaskable(line.data, turns, last) ?? whyUnsaid(messages);
  const untrainable = turns.some(isTaught) ? undefined : 'has no turn of the assistant to train on';
  return {
    messages,
    images,
    question,
    ...(target && { target }),
    ...(unaskable && { unaskable }),
    ...(untrainable && { untrainable }),
  };
}

function bad(why: string, reason: string): Problem {
  return { why, reason };
}

/** Calls and results of tools are kept as texts, by which a line is known again; such a line is never asked. */
function messageOf({ role, content }: Turn, where: string, images: ChatImage[]): Message | Problem {
  const asked = role === 'tool' || role === 'function' ? 'user' : role === 'developer' ? 'system' : role;
  if (typeof content === 'string' || !content) return { role: asked, content: content ?? '' };
  const parts: MessagePart[] = [];
  for (const [index, value] of content.entries()) {
    const part = partOf(value, `${where} content[${index}]`, images);
    if ('why' in part) return bad(`content[${index}] ${part.why}`, part.reason);
    parts.push(part);
  }
  return { role: asked, content: parts };
}

function partOf(value: unknown, where: string, images: ChatImage[]): MessagePart | Problem {
  const part = Part.safeParse(value);
  if (!part.success) return bad('is neither a text nor an image_url', 'unknown part');
  if (part.data.type === 'text') return { type: 'text', text: part.data.text };
  const { url, detail } = part.data.image_url;
  const cell = readImageCell(url);
  if ('address' in cell) {
    images.push({ address: cell.address, part: where });
    return { type: 'image', sha256: sha256Of(Buffer.from(cell.address)), ...(detail && { detail }) };
  }
  const image = 'base64' in cell ? fromBase64(cell.base64) : cell;
  if (!('bytes' in image))
    return bad('problem' in image ? image.problem : 'holds no data URL of an image', 'unreadable image');
  images.push(image.bytes);
  return { type: 'image', sha256: sha256Of(image.bytes), ...(detail && { detail }) };
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function textOf(message: Message | undefined): string | undefined {
  if (!message) return undefined;
  const { content } = message;
  if (typeof content === 'string') return content.trim();
  return content
    .flatMap((part) => (part.type === 'text' ? part.text : []))
    .join('\n')
    .trim();
}

function targetOf(turn: Turn | undefined): string | undefined {
  const content = turn?.content;
  if (typeof content === 'string') return content.trim() || undefined;
  const texts = (content ?? []).map((part) => Part.safeParse(part).data);
  const only = texts.flatMap((part) => (part?.type === 'text' ? part.text : []));
  return only.length > 0 && only.length === texts.length ? only.join('\n').trim() || undefined : undefined;
}

function whyUnaskable({ tools, functions }: z.output<typeof Line>, turns: Turn[], last: number): string | undefined {
  if (tools?.length || functions?.length) return 'offers tools, which are passed on in training only';
  const calls = turns.findIndex(({ role, tool_calls, function_call }) => {
    return role === 'tool' || role === 'function' || tool_calls?.length || function_call;
  });
  if (calls !== -1) return `messages[${calls}] is a call of a tool or its result, which are passed on in training only`;
  if (last !== -1 && last < turns.length - 1) return 'goes on behind the last turn of the assistant';
  return undefined;
}

/** Models take blank turns before the last one, and a picture asks without a word. */
function whyUnsaid(messages: readonly Message[]): string | undefined {
  const { content = '' } = messages.findLast(({ role }) => role === 'user') ?? {};
  const isSaid =
    typeof content === 'string' ? content.trim() : content.some((part) => part.type !== 'text' || part.text.trim());
  return isSaid ? undefined : 'asks nothing: the last turn of its user is blank';
}

/** A turn that says or calls something, and that no weight of 0 leaves out. */
function isTaught(turn: Turn): boolean {
  const { role, content, tool_calls, function_call, weight } = turn;
  if (role !== 'assistant' || weight === 0) return false;
  const says = typeof content === 'string' ? content.trim() !== '' : (content?.length ?? 0) > 0;
  return says || (tool_calls?.length ?? 0) > 0 || (function_call !== undefined && function_call !== null);
}

function inWords(turn: unknown): string {
  if (typeof turn !== 'object' || turn === null) return 'is no object with role and content';
  const { role } = turn as { role?: unknown };
  const known = 'system, developer, user, assistant or tool';
  return Turn.shape.role.safeParse(role).success
    ? 'has a content that is neither a text nor a list of parts'
    : `has the role ${JSON.stringify(role)?.slice(0, 40)}, which is none of ${known}`;
}
