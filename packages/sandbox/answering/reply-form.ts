import { textOf } from '../learning/turn.ts';
import type { ChatRequest } from '../wire.ts';
import { type Schema, schemaOf } from './schema.ts';

/** How a reply has to look: a value of a schema, or words that end in a grade. */
export type ReplyForm = { kind: 'schema'; schema: Schema } | { kind: 'grade'; letters: readonly string[] };

const GRADE = /\bGRADE:\s*\$?LETTER\b/;
const LETTERS = /\bLETTER is one of ([A-Z]{2,})\b/;
// A structure in words, such as {reason: string, pass: boolean, score: number}.
const STRUCTURE = /\{\s*((?:["']?\w+["']?\s*:\s*(?:string|boolean|bool|number|float|integer|int)\s*[,;]?\s*)+)\}/;
const MEMBER = /["']?(\w+)["']?\s*:\s*(\w+)/g;
const TYPES: Readonly<Record<string, string>> = { bool: 'boolean', float: 'number', int: 'integer' };

/** The form that a request's response format demands, or that its messages ask for in words. */
export function replyFormOf(request: ChatRequest): ReplyForm | undefined {
  const schema = schemaOf(request);
  if (schema !== undefined) return { kind: 'schema', schema };
  const text = request.messages.map(textOf).join('\n');
  if (GRADE.test(text)) return { kind: 'grade', letters: [...(LETTERS.exec(text)?.[1] ?? 'CI')] };
  const members = STRUCTURE.exec(text)?.[1];
  return members === undefined ? undefined : { kind: 'schema', schema: structure(members) };
}

function structure(members: string): Schema {
  const properties = [...members.matchAll(MEMBER)].map(([, name = '', type = '']) => [
    name,
    { type: TYPES[type] ?? type },
  ]);
  return { type: 'object', properties: Object.fromEntries(properties) };
}
