import { readFile } from 'node:fs/promises';

/** The commands of a page's first block, without comments, as words: quotes are those of a shell. */
export async function commandsOf(page: string): Promise<string[][]> {
  const text = await readFile(new URL(`../../docs/${page}`, import.meta.url), 'utf8');
  const [, block = ''] = /```sh\n(.*?)```/s.exec(text) ?? [];
  const lines = block.trim().split('\n');
  return lines.flatMap((line) => line.replace(/ +#.*/, '').split(' && ').map(wordsOf));
}

/** The words of a line. */
export function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
}
