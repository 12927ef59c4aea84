import path from 'node:path';
import type { DataFile, Pictures } from '../data-file.ts';
import type { Table } from '../tables/table.ts';
import { pictureColumn } from './pictures-table.ts';

/** The pictures of folders that no metadata of theirs names, sorted; those of folders without metadata name themselves. */
export async function unnamedPictures(
  files: readonly DataFile[],
  tableOf: (file: DataFile) => Table,
): Promise<string[]> {
  const named = new Map<Pictures, Set<string>>();
  for (const file of files) {
    const pictures = file.as?.pictures;
    if (!pictures || pictures.areClassed !== undefined) continue;
    const names = named.get(pictures) ?? new Set();
    named.set(pictures, names);
    for await (const { values } of tableOf(file).records({ badRecords: 'give' }))
      addNames(names, values, file, pictures);
  }
  return [...named].flatMap(([{ name, images }, names]) =>
    images.filter((image) => !names.has(image)).map((image) => path.posix.join(name, image)),
  );
}

/** By their paths in the folder, whatever folder of it the metadata lies in. */
function addNames(
  names: Set<string>,
  values: Readonly<Record<string, unknown>>,
  file: DataFile,
  { folder }: Pictures,
): void {
  const within = path.relative(folder, path.dirname(file.path)).split(path.sep).join('/');
  for (const [column, value] of Object.entries(values)) {
    if (pictureColumn(column) === undefined) continue;
    for (const name of [value].flat()) {
      if (typeof name === 'string') names.add(path.posix.join(within, name.trim().replaceAll('\\', '/')));
    }
  }
}
