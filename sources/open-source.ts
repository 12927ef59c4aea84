import type { DataSpec } from '../domain/spec/run-spec.ts';
import { createChatSource } from './chat/chat-source.ts';
import { openDataFiles } from './data-files.ts';
import { type HubOptions, openHubFiles } from './hub/hub-files.ts';
import { type ImagesByAddress, nothingFetched } from './images-by-address.ts';
import type { DataSource } from './source.ts';
import { createTableSource } from './table-source.ts';

/** How a source is opened. */
export interface OpenOptions extends HubOptions {
  /** Images by their addresses; default: nobody fetches any, and they stay addresses. */
  fetched?: ImagesByAddress | undefined;
}

/** Opens what a spec names as its data, below the data folder or on a hub. To be closed. */
export function openSource(
  dataDirectory: string,
  data: DataSpec,
  { fetched = nothingFetched, ...options }: OpenOptions = {},
): DataSource {
  if (data.source.kind === 'hub') {
    const { files, folder } = openHubFiles(data.source, options);
    // What its tables name is not looked for among the user's own files.
    return createTableSource(folder, files, data, fetched);
  }
  const files = openDataFiles(dataDirectory, data.source);
  return data.source.kind === 'chat'
    ? createChatSource(files, data.source, { spec: data.images, fetched })
    : createTableSource(dataDirectory, files, data, fetched);
}
