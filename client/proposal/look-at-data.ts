import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { DataLook, NamedSource, Reading } from '../../domain/proposal/proposal.ts';
import { Source } from '../../domain/spec/source-spec.ts';
import { kindOfFile } from '../../domain/spec/table-kinds.ts';
import { openDataFiles } from '../../sources/data-files.ts';
import { InputError } from '../../sources/source.ts';
import { ClientError } from '../program/client-error.ts';
import { shownPath } from '../program/shown-path.ts';
import { sourceOfFolder } from './find-folder.ts';
import { findPictures } from './find-pictures.ts';
import { findTables } from './find-tables.ts';
import { lookAtSource } from './look-at-source.ts';
import { literal } from './pattern.ts';

/** Data that was found, and below which folder. */
export interface FoundData {
  look: DataLook;
  dataDirectory: string;
  /** Whether that is another folder than TEMPERA_DATA. */
  isElsewhere: boolean;
}

/** Where data is looked for, and how it is read. */
interface Place {
  /** The data folder. */
  configured: string;
  reading: Reading;
  environment: NodeJS.ProcessEnv;
}

/** Looks at a file, a folder or, where neither is there, a data set on a hub. Throws a {@link ClientError} where nothing is there, `InputError` and `Undecided` otherwise. */
export async function lookAtData(target: string, { configured, reading, environment }: Place): Promise<FoundData> {
  const at = await realpath(target).catch(() => undefined);
  if (at === undefined && isSetName(target)) {
    // What speaks with a hub takes longer to load than most data to look at.
    const { lookAtHub } = await import('./look-at-hub.ts');
    const look = await lookAtHub(target, reading, environment).catch((error: unknown) => {
      if (!(error instanceof InputError)) throw error;
      throw new ClientError(
        'badInput',
        `There is no file or folder ${JSON.stringify(target)}. On the hub: ${error.message}`,
      );
    });
    return { look, dataDirectory: configured, isElsewhere: false };
  }
  if (at === undefined) {
    throw new ClientError('badInput', `There is no file or folder ${JSON.stringify(target)}.`);
  }
  const isFolder = (await stat(at)).isDirectory();
  const root = await realpath(configured).catch(() => configured);
  const isElsewhere = !isBelow(root, at);
  const dataDirectory = isElsewhere ? (isFolder ? at : path.dirname(at)) : root;
  const nameIn = (file: string) => path.relative(dataDirectory, file).split(path.sep).join('/') || '.';
  const source = isFolder ? await sourceIn(at, nameIn) : sourceOfFile(at, nameIn);
  const files = openDataFiles(dataDirectory, Source.parse({ kind: source.kind, ...source.files, ...reading }));
  const looking = { name: path.parse(at).name, source, reading, dataDirectory };
  const look = await lookAtSource(files, looking).finally(files.close);
  return { look, dataDirectory, isElsewhere };
}

/** Whether a text may be the name of a data set on a hub. */
function isSetName(text: string): boolean {
  return Source.safeParse({ kind: 'hub', name: text, all: 'train' }).success;
}

function isBelow(root: string, file: string): boolean {
  const below = path.relative(root, file);
  return below !== '..' && !below.startsWith(`..${path.sep}`) && !path.isAbsolute(below);
}

function sourceOfFile(file: string, nameIn: (file: string) => string): NamedSource {
  if (kindOfFile(file) !== undefined) return { files: { all: literal(nameIn(file)) } };
  throw new ClientError(
    'badInput',
    `${shownPath(file)}: its ending does not say what it is. There are ${endings}; or name a folder.`,
  );
}

const endings = '.csv, .tsv, .jsonl, .ndjson, .parquet and .arrow';

async function sourceIn(folder: string, nameIn: (file: string) => string): Promise<NamedSource> {
  const source = (await sourceOfFolder(folder, nameIn(folder))) ?? (await findTables(folder, nameIn));
  if (source) return source;
  const pictures = await findPictures(folder);
  const found = pictures.length === 0 ? 'no table' : `${pictures.length} pictures and no table`;
  throw new ClientError(
    'badInput',
    `There is ${found} in ${shownPath(folder) || '.'} or in the folders below: none of ${endings}. Name a file or folder; or put a table beside your pictures, with a column of their names and one of the answers; or put each picture into a folder of its class.`,
  );
}
