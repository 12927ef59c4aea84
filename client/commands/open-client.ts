import { createFolderStore } from '../../storage/folder-store.ts';
import { loadConfig } from '../config.ts';
import { connect, type TemporalConnection } from '../connect.ts';
import { createTemperaClient, type TemperaClient } from '../tempera-client.ts';

/** The client of a command, and the connection that it uses. */
export interface OpenClient extends TemporalConnection {
  tempera: TemperaClient;
}

/** Works with the server and the store that the environment names, and lets go of the server afterwards. */
export async function withClient<T>(env: NodeJS.ProcessEnv, work: (open: OpenClient) => Promise<T>): Promise<T> {
  const store = createFolderStore(loadConfig(env).store);
  const connection = await connect(env);
  try {
    return await work({ ...connection, tempera: createTemperaClient({ temporal: connection.client, store }) });
  } finally {
    await connection.close();
  }
}
