import path from 'node:path';
import type { NamedSource } from '../../domain/proposal/proposal.ts';
import { kindOfFile } from '../../domain/spec/table-kinds.ts';
import { filesIn } from '../../sources/folders/files-in.ts';
import { isMetadata, kindOfFolder } from '../../sources/folders/folder-kind.ts';

/** A folder, or one for each split, that says by its files what it is: undefined where it does not, or holds a table to look for. */
export async function sourceOfFolder(folder: string, name: string): Promise<NamedSource | undefined> {
  // What cannot be listed, such as links to folders, is not looked at as a whole.
  const files = await filesIn(folder).catch(() => []);
  const found = kindOfFolder(files);
  if (found.is !== 'splits') return asWhole(files, name);
  const source: NamedSource = { files: {} };
  for (const [split, below] of Object.entries(found.splits)) {
    const own = files.filter((file) => file.startsWith(`${below}/`)).map((file) => file.slice(below.length + 1));
    const whole = asWhole(own, path.posix.join(name, below));
    if (!whole) return undefined;
    source.kind = whole.kind;
    source.files[split as keyof NamedSource['files']] = path.posix.join(name, below);
  }
  return source.files.train === undefined ? undefined : source;
}

function asWhole(files: readonly string[], name: string): NamedSource | undefined {
  const found = kindOfFolder(files);
  if (found.is === 'saved') return { kind: 'folder', files: { all: name } };
  if (found.is !== 'images') return undefined;
  const isMeant = found.metadata.length > 0 || areClasses(found.images);
  const hasTable = files.some((file) => kindOfFile(file) !== undefined && !isMetadata(file));
  return isMeant && !hasTable ? { kind: 'imagefolder', files: { all: name } } : undefined;
}

/** Whether each picture lies in the folder of its class, of which there are several. */
function areClasses(images: readonly string[]): boolean {
  const folders = new Set(images.map((image) => path.posix.dirname(image)));
  const depths = new Set(images.map((image) => image.split('/').length));
  return depths.size === 1 && !folders.has('.') && folders.size > 1;
}
