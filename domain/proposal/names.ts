import { columnsIn } from '../data/columns.ts';

/** What columns are often called, by what they are for. */
const usual = {
  question: ['question', 'questions', 'query', 'prompt', 'instruction', 'ask', 'asked', 'q', 'input', 'problem'],
  answer: [
    ...[
      'answer',
      'answers',
      'label',
      'labels',
      'target',
      'class',
      'category',
      'output',
      'response',
      'completion',
      'expected',
      'solution',
    ],
    ...['ground truth', 'gold', 'correct answer', 'a'],
  ],
  image: ['image', 'picture', 'photo', 'img', 'file', 'file name', 'filename', 'path'],
  id: ['id', 'uuid', 'guid', 'uid', 'key'],
  together: ['cluster', 'group'],
  likely: [
    ...['customer', 'client', 'user', 'patient', 'subject', 'person', 'author', 'speaker', 'family', 'shop', 'store'],
    ...['document', 'doc', 'source', 'site', 'session', 'scene', 'video', 'layout', 'template', 'batch', 'series'],
  ],
} as const;

/** What a column may be for. */
export type Use = keyof typeof usual;

/** Whether a column is called as those for a use often are. */
export function isCalled(name: string, use: Use): boolean {
  return (usual[use] as readonly string[]).includes(wordsOf(name));
}

/** Whether a name ends as those of keys do: `ticket_id`, `userId`. */
export function isKeyName(name: string): boolean {
  return isCalled(name, 'id') || / id$/.test(wordsOf(name));
}

/** The words of a name, in small letters: `trueLabel`, `true_label` and `True label` are one. */
export function wordsOf(name: string): string {
  return name
    .replaceAll(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Whether a text of a spec can name a column alone: one with braces would be read as a text with columns in it. */
export function isNameable(name: string): boolean {
  return columnsIn(name)[0] === name && !/[{}]/.test(name);
}
