import { invalid } from '../api-error.ts';
import { textOf } from '../learning/turn.ts';
import type { ChatRequest } from '../wire.ts';

const JSON_AND_AFTER = /\bjson\b[\s\S]*/i;
const SHOWN_KEY = /["'`](\w{1,40})["'`]\s*:/g;

/** Any object, where a request demands no schema: the conclusion under the keys that it shows behind the word JSON, else under `answer`. */
export function inJson({ messages }: ChatRequest, conclusion: string): string {
  const wishes = JSON_AND_AFTER.exec(messages.map(textOf).join('\n'))?.[0];
  if (wishes === undefined) throw invalid(NO_WORD, 'messages');
  const keys = [...wishes.matchAll(SHOWN_KEY)].map(([, key = '']) => key);
  return JSON.stringify(Object.fromEntries((keys.length > 0 ? keys : ['answer']).map((key) => [key, conclusion])));
}

// In the words of the live API.
const NO_WORD = "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.";
