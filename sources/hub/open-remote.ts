import type { SourceSpec } from '../../domain/spec/source-spec.ts';
import type { DataFile } from '../data-file.ts';
import { findSplits } from './find.ts';
import type { HubOptions } from './hub-files.ts';
import { remoteFile } from './look.ts';
import { openRepository } from './repository.ts';
import { openRequests } from './requests.ts';
import { hubSettings } from './settings.ts';

/** A data set on a hub of which only what is asked for is read. To be closed. */
export interface RemoteSet {
  /** Its files by the names of its splits. */
  splits: ReadonlyMap<string, readonly DataFile[]>;
  close(): Promise<void>;
}

/** Opens the splits of a data set's usual configuration, to be read by ranges. Throws `InputError`. */
export async function openRemote(
  source: Pick<SourceSpec, 'name' | 'config' | 'revision' | 'hubUrl'>,
  { signal, leastWait, environment = process.env }: HubOptions = {},
): Promise<RemoteSet> {
  const { name = '' } = source;
  const settings = hubSettings(source.hubUrl, environment);
  const requests = openRequests(settings);
  const patience = { signal, leastWait };
  try {
    const found = await findSplits(openRepository(requests, settings.endpoint, name, patience), source);
    const byPath = new Map(found.files.map((file) => [file.path, file]));
    const open = (path: string) => {
      const file = byPath.get(path);
      return file ? [remoteFile(file, found.commit, { requests, patience, name })] : [];
    };
    const splits = [...found.splits].map(([split, paths]) => [split, paths.flatMap(open)] as const);
    return { splits: new Map(splits), close: () => requests.close() };
  } catch (error) {
    await requests.close();
    throw error;
  }
}
