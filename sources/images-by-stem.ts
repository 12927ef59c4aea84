import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { hasImageEnding, withoutImageEnding } from '../domain/data/image-names.ts';

/** The images that a path without an ending may stand for, since tables often leave that out; each folder is read once. */
export function openImagesByStem(): (file: string) => Promise<readonly string[]> {
  const folders = new Map<string, Promise<ReadonlyMap<string, readonly string[]>>>();

  return async (file) => {
    if (hasImageEnding(file)) return [];
    const folder = path.dirname(file);
    const known = folders.get(folder) ?? imagesOf(folder);
    folders.set(folder, known);
    return ((await known).get(path.basename(file)) ?? []).map((name) => path.join(folder, name));
  };
}

async function imagesOf(folder: string): Promise<Map<string, string[]>> {
  const images = (await readdir(folder).catch(() => [])).filter(hasImageEnding).sort();
  return Map.groupBy(images, withoutImageEnding);
}
