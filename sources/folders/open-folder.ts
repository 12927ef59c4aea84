import path from 'node:path';
import { splits } from '../../domain/data/sample.ts';
import type { SourceKind } from '../../domain/spec/source-spec.ts';
import { kindOfFile } from '../../domain/spec/table-kinds.ts';
import { type DataFile, type FoundAs, openDataFile } from '../data-file.ts';
import { refuseOutside } from '../inside.ts';
import { InputError } from '../source.ts';
import { filesIn } from './files-in.ts';
import { type FolderKind, isImage, isMetadata, kindOfFolder } from './folder-kind.ts';
import { openPictureList } from './picture-list.ts';
import { savedFiles } from './saved.ts';

/** Opens the data files of a folder of the data folder, which is of a kind that the spec names, or else of the one that its files tell. */
export async function openFolder(dataDirectory: string, name: string, kind: SourceKind): Promise<DataFile[]> {
  const files = await filesIn(path.join(dataDirectory, name));
  const found = wantedOf(kindOfFolder(files), files, kind);
  switch (found.is) {
    case 'saved':
      return openAs(dataDirectory, name, await savedFiles(dataDirectory, name, files), { kind: 'arrow' });
    case 'tables':
      return openAs(dataDirectory, name, found.tables, { kind: found.kind });
    case 'images':
      return openPictures(dataDirectory, name, found);
    default:
      throw new InputError(`${JSON.stringify(name)} in the data folder is a folder ${unreadable(name, found, kind)}`);
  }
}

/** What a folder is taken for where the spec says it. */
function wantedOf(found: FolderKind, files: readonly string[], kind: SourceKind): FolderKind {
  if (kind === 'folder' || found.is === 'splits' || (kind === 'arrow' && found.is === 'saved')) return found;
  const isWanted = kind === 'imagefolder' ? isPictureOrMetadata : (file: string) => isTableOf(file, kind);
  const wanted = kindOfFolder(files.filter(isWanted));
  const isRight = kind === 'imagefolder' ? wanted.is === 'images' : wanted.is === 'tables' || wanted.is === 'splits';
  return isRight ? wanted : { is: 'nothing', files: [...files] };
}

function isPictureOrMetadata(file: string): boolean {
  return isImage(file) || isMetadata(file);
}

function isTableOf(file: string, kind: SourceKind): boolean {
  return !file.includes('/') && kindOfFile(file) === (kind === 'chat' ? 'jsonl' : kind);
}

async function openAs(dataDirectory: string, name: string, files: readonly string[], as: FoundAs): Promise<DataFile[]> {
  const opened: DataFile[] = [];
  try {
    for (const file of files) {
      // The folder's own files may be links, which lead anywhere.
      const inData = path.posix.join(name, file);
      await refuseOutside(dataDirectory, inData);
      opened.push({ ...(await openDataFile(path.join(dataDirectory, inData), inData)), as });
    }
    return opened;
  } catch (error) {
    for (const file of opened) await file.close();
    throw error;
  }
}

/** Pictures by their metadata, which may lie in several folders, or by their folders where there is none. */
async function openPictures(
  dataDirectory: string,
  name: string,
  { images, metadata }: Extract<FolderKind, { is: 'images' }>,
): Promise<DataFile[]> {
  const folder = path.join(dataDirectory, name);
  if (metadata.length === 0) return [await openPictureList(folder, name, images)];
  const [kind, another] = new Set(metadata.map(kindOfFile));
  if (kind === undefined || another !== undefined) {
    throw new InputError(`${name} holds metadata of several kinds (${metadata.join(', ')}). Keep those of one kind.`);
  }
  return openAs(dataDirectory, name, metadata, { kind, pictures: { folder, name, images } });
}

/** Files that a message names. */
const shown = 3;

function unreadable(name: string, found: FolderKind, kind: SourceKind): string {
  if (found.is === 'splits') {
    const named = splits.filter((split) => found.splits[split] !== undefined);
    const each = named.map((split) => `${split}: ${path.posix.join(name, found.splits[split] ?? '')}`);
    return `of several splits. Name one a split, such as ${each.join(', ')}.`;
  }
  if (found.is === 'mixed') {
    const pictures = found.of.includes('pictures') ? '; or set kind: imagefolder for its pictures alone' : '';
    return `with ${found.of.join(' and ')}, which does not say what is meant. Name the files${pictures}.`;
  }
  const files = found.is === 'nothing' ? found.files : [];
  const some = files.slice(0, shown).map((file) => JSON.stringify(file));
  const holds = files.length === 0 ? 'nothing' : `${some.join(', ')}${files.length > shown ? ' and more' : ''}`;
  const what = kind === 'folder' ? 'data' : kind === 'imagefolder' ? 'pictures' : `files of ${kind}`;
  return `without ${what}: it holds ${holds}. Archives have to be unpacked.`;
}
