import type { DataSpec } from '../domain/spec/run-spec.ts';
import { createChatSource } from './chat/chat-source.ts';
import { openDataFiles } from './data-files.ts';
import type { DataSource } from './source.ts';
import { createTableSource } from './table-source.ts';

/** Opens what a spec names as its data, below the data folder. To be closed. */
export function openSource(dataDirectory: string, data: DataSpec): DataSource {
  const files = openDataFiles(dataDirectory, data.source);
  return data.source.kind === 'chat'
    ? createChatSource(files, data.source)
    : createTableSource(dataDirectory, files, data);
}
