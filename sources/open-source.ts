import type { DataSpec } from '../domain/spec/run-spec.ts';
import { createChatSource } from './chat/chat-source.ts';
import { openDataFiles } from './data-files.ts';
import { type HubOptions, openHubFiles } from './hub/hub-files.ts';
import type { DataSource } from './source.ts';
import { createTableSource } from './table-source.ts';

/** Opens what a spec names as its data, below the data folder or on a hub. To be closed. */
export function openSource(dataDirectory: string, data: DataSpec, options: HubOptions = {}): DataSource {
  if (data.source.kind === 'hub') {
    const { files, folder } = openHubFiles(data.source, options);
    // What its tables name is not looked for among the user's own files.
    return createTableSource(folder, files, data);
  }
  const files = openDataFiles(dataDirectory, data.source);
  return data.source.kind === 'chat'
    ? createChatSource(files, data.source)
    : createTableSource(dataDirectory, files, data);
}
