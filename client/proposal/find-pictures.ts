import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { hasImageEnding } from '../../domain/data/image-names.ts';

/** Files that are looked at: more take longer than one waits. */
const mostFiles = 500_000;

/** Folders below one another. */
const deepest = 6;

/** The pictures in a folder and those below it, by their paths from it, with slashes. */
export async function findPictures(folder: string): Promise<string[]> {
  const pictures: string[] = [];
  let looked = 0;

  async function look(below: string, depth: number): Promise<void> {
    const entries = await readdir(path.join(folder, below), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules' || looked >= mostFiles) continue;
      looked += 1;
      const name = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory() && depth < deepest) await look(name, depth + 1);
      else if (hasImageEnding(entry.name)) pictures.push(name);
    }
  }

  await look('', 0);
  return pictures;
}
