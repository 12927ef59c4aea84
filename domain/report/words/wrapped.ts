import { columnsIn } from './columns.ts';

const columns = 80;

/** Text in lines of at most 80 columns, for a terminal; all but the first begin with the indent. */
export function wrapped(text: string, indent = ''): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && columnsIn(line) + 1 + columnsIn(word) > columns) lines.push(`${indent}${word}`);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join('\n');
}
