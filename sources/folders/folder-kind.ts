import { splitCalled } from '../../domain/data/splitting/split-names.ts';
import { kindOfFile, type TableKind } from '../../domain/spec/table-kinds.ts';

/** What a folder of data is, by the names of its files alone. */
export type FolderKind =
  /** What `save_to_disk` of Hugging Face's `datasets` wrote. */
  | { is: 'saved' }
  /** Pictures, with metadata that names them or in a folder a class: an imagefolder of `datasets`. */
  | { is: 'images'; images: string[]; metadata: string[] }
  /** Tables of one kind. */
  | { is: 'tables'; kind: TableKind; tables: string[] }
  /** Several splits, each by the pattern that names its files: `train`, or `train-*.parquet`. */
  | { is: 'splits'; splits: Record<string, string> }
  /** Tables of several kinds, or tables beside pictures, of which none is the metadata. */
  | { is: 'mixed'; of: string[] }
  | { is: 'nothing'; files: string[] };

/** Says what a folder is that holds these files, by their paths in it, sorted. */
export function kindOfFolder(files: readonly string[]): FolderKind {
  if (files.includes('state.json')) return { is: 'saved' };
  const folders = splitFolders(files);
  if (folders) return { is: 'splits', splits: folders };
  const images = files.filter(isImage);
  const metadata = files.filter(isMetadata);
  const tables = files.filter((name) => isTable(name) && !metadata.includes(name));
  if (images.length > 0 && (metadata.length > 0 || tables.length === 0)) return { is: 'images', images, metadata };
  if (images.length > 0) return { is: 'mixed', of: ['pictures', ...kindsOf(tables)] };
  // Without pictures beside it, it is a table like others.
  return kindOfTables([...tables, ...metadata.filter((name) => !name.includes('/'))].sort(), files);
}

function kindOfTables(tables: string[], files: readonly string[]): FolderKind {
  const [kind, ...others] = kindsOf(tables);
  if (kind === undefined) return { is: 'nothing', files: [...files] };
  if (others.length > 0) return { is: 'mixed', of: [kind, ...others] };
  const splits = splitFiles(tables);
  return splits ? { is: 'splits', splits } : { is: 'tables', kind, tables };
}

function kindsOf(tables: readonly string[]): TableKind[] {
  return [...new Set(tables.map(kindOfFile).filter((kind) => kind !== undefined))];
}

/** Whether a file says what the pictures beside it are. */
export function isMetadata(name: string): boolean {
  return /(^|\/)metadata\.(csv|jsonl|parquet)$/.test(name);
}

/** Types that may be read, and those that are pictures for others and are named as what is not read. */
const imageEnding =
  /\.(avif|bmp|dib|gif|heic|heif|ico|jfif|jp2|jpe|jpeg|jpg|jxl|pbm|pgm|png|apng|ppm|pnm|psd|svg|tga|tif|tiff|webp)$/i;

export function isImage(name: string): boolean {
  return imageEnding.test(name);
}

/** What lies beside data without being any. */
const notData: ReadonlySet<string> = new Set([
  ...['config.json', 'dataset_info.json', 'dataset_infos.json', 'dataset_dict.json', 'state.json', 'package.json'],
]);

/** Tables lie in the folder itself; those that `datasets` keeps for itself (`cache-….arrow`), and what Spark leaves, are none. */
function isTable(name: string): boolean {
  return (
    !name.includes('/') && kindOfFile(name) !== undefined && !notData.has(name) && !/^(_|cache-.*\.arrow$)/.test(name)
  );
}

/** Folders that are called after splits, at least two, where no data lies beside them. */
function splitFolders(files: readonly string[]): Record<string, string> | undefined {
  const data = files.filter((name) => isImage(name) || kindOfFile(name) !== undefined);
  const isBeside = data.some((name) => !name.includes('/') && !notData.has(name));
  const tops = new Set(data.filter((name) => name.includes('/')).map((name) => name.slice(0, name.indexOf('/'))));
  return isBeside ? undefined : splitsCalled([...tops].map((top) => [top, top]));
}

/** Patterns of the files of each split where at least two are called after one: `train*.parquet`, `*test*.arrow`. */
function splitFiles(tables: readonly string[]): Record<string, string> | undefined {
  return splitsCalled(
    tables.map((name) => {
      const [ending = ''] = /\.[a-z]+$/i.exec(name) ?? [];
      const word = name.split(/[-_.]/).find(splitCalled) ?? '';
      return [word, `${name.startsWith(word) ? '' : '*'}${word}*${ending}`];
    }),
  );
}

function splitsCalled(
  named: readonly (readonly [word: string, pattern: string])[],
): Record<string, string> | undefined {
  const splits = named.flatMap(([word, pattern]) => {
    const split = splitCalled(word);
    return split ? [[split, pattern] as const] : [];
  });
  const patterns = Object.fromEntries(splits);
  return Object.keys(patterns).length > 1 ? patterns : undefined;
}
