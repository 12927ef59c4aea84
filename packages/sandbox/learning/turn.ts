import type { ImageInput } from '../reading/image.ts';
import type { Message } from '../wire.ts';

/** What a conversation asks for at its end. */
export interface Turn {
  question: string;
  images: ImageInput[];
  /** Of a turn without images, the lines that are read in their place: all but the question, or the only one where it asks nothing. */
  passage: string[];
  /** Whether the instructions want the bare answer, without a sentence around it. */
  isBare: boolean;
}

const BARE = [
  /\b(?:only|just|nothing but|nothing except)\b[^.\n]{0,40}\b(?:conclusion|answer|value|exact text)\b/i,
  /\b(?:conclusion|answer|value|exact text)s?\b[^.\n]{0,20}\b(?:only|alone|and nothing else)\b/i,
];
// "Question [17]:", "Task 3 -": a short label with a number, before what is asked.
const NUMBERED_LABEL = /^\W*(?:\p{L}+\W{1,3}){0,2}\d+\W{0,3}[:.)–-]\s*/u;

/** The last turn: what users and their tools said after the last answer, or after the instructions. */
export function lastTurn(messages: readonly Message[]): Message[] {
  const start = messages.findLastIndex((message) => !isAsking(message) && !isCalling(message)) + 1;
  return messages.slice(start).filter(isAsking);
}

/** What the last turn of a conversation asks for. */
export function askedTurn(messages: readonly Message[]): Turn {
  const turn = lastTurn(messages);
  const instructions = messages.filter(({ role }) => role === 'system' || role === 'developer');
  const text = turn.map(textOf).join('\n');
  const wishes = [...instructions.map(textOf), text].join('\n');
  const images = turn.flatMap(imagesOf);
  return {
    question: findQuestion(text),
    images,
    passage: images.length > 0 ? [] : passageIn(text),
    isBare: BARE.some((pattern) => pattern.test(wishes)),
  };
}

/** The text of a message, its parts joined by line breaks. */
export function textOf({ content }: Message): string {
  if (typeof content === 'string') return content;
  return (content ?? []).flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n');
}

/** The images of a message. */
export function imagesOf({ content }: Message): ImageInput[] {
  if (content === null || content === undefined || typeof content === 'string') return [];
  return content.flatMap((part) =>
    part.type === 'image_url' ? [{ url: part.image_url.url, detail: part.image_url.detail ?? 'auto' }] : [],
  );
}

/** The last line with a question mark, else the last line; a numbered label in front is dropped. */
function findQuestion(text: string): string {
  const lines = linesIn(text);
  return withoutLabel(lines.findLast(asks) ?? lines.at(-1) ?? '');
}

/** Text alone is a page to read: all lines but the question, or the only one where it asks nothing. */
function passageIn(text: string): string[] {
  const lines = linesIn(text);
  const asked = lines.findLastIndex(asks);
  if (asked === -1 && lines.length === 1) return lines.map(withoutLabel);
  return lines.filter((_, index) => index !== (asked === -1 ? lines.length - 1 : asked));
}

const isAsking = ({ role }: Message): boolean => role === 'user' || role === 'tool';
// A call of a tool is no answer yet.
const isCalling = ({ tool_calls: calls }: Message): boolean => (calls ?? []).length > 0;

const linesIn = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '');
const asks = (line: string): boolean => line.includes('?');
const withoutLabel = (line: string): string => line.replace(NUMBERED_LABEL, '').trim();
