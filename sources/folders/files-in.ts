import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '../source.ts';

/** Files that a folder of data may hold at most, and folders in each other. */
const [mostFiles, mostDeep] = [2_000_000, 32];

/**
 * All files of a folder and of those in it, by their paths with `/`, sorted. What is hidden (`.DS_Store`, `__MACOSX`) is left
 * out. Throws {@link InputError} for a link to a folder, which may lead anywhere.
 */
export async function filesIn(folder: string): Promise<string[]> {
  const files: string[] = [];

  async function walk(within: string, depth: number): Promise<void> {
    const entries = await readdir(path.join(folder, within), { withFileTypes: true }).catch(
      (error: NodeJS.ErrnoException) => {
        throw new InputError(`the folder ${path.join(folder, within)} cannot be read (${error.code}).`);
      },
    );
    if (depth > mostDeep) throw new InputError(`${folder} holds folders in folders, more than ${mostDeep} deep.`);
    for (const entry of entries) {
      if (isHidden(entry.name)) continue;
      const name = within === '' ? entry.name : `${within}/${entry.name}`;
      if (entry.isDirectory()) await walk(name, depth + 1);
      else if (entry.isSymbolicLink() && (await leadsToFolder(path.join(folder, name)))) throw linked(folder, name);
      else files.push(name);
    }
    if (files.length > mostFiles)
      throw new InputError(`${folder} holds more than ${mostFiles} files. Name a part of it.`);
  }

  await walk('', 0);
  return files.sort();
}

function isHidden(name: string): boolean {
  return name.startsWith('.') || name.startsWith('__');
}

async function leadsToFolder(file: string): Promise<boolean> {
  const stats = await stat(file).catch(() => undefined);
  return stats?.isDirectory() === true;
}

function linked(folder: string, name: string): InputError {
  return new InputError(
    `${name} in ${folder} is a link to a folder, which is not followed. Put the folder itself there.`,
  );
}
