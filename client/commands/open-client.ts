import { ringOf } from '../../codec/keys.ts';
import { agreeOnKeys } from '../../runs/codec-keys.ts';
import { openRuns } from '../../runs/open-runs.ts';
import { loadConfig } from '../program/config.ts';
import { createTemperaClient, type TemperaClient } from '../tempera-client.ts';
import { codecKeysOf, connect, type TemporalConnection } from '../temporal/connect.ts';

/** The client of a command, and the connection that it uses. */
export interface OpenClient extends TemporalConnection {
  tempera: TemperaClient;
}

/** Works with the server and the store that the environment names, and lets go of the server afterwards. */
export async function withClient<T>(env: NodeJS.ProcessEnv, work: (open: OpenClient) => Promise<T>): Promise<T> {
  const config = loadConfig(env);
  const store = openRuns(config.store);
  await agreeOnKeys(store, ringOf(codecKeysOf(env)));
  const connection = await connect(env);
  try {
    const place = { temporal: connection.client, store, dataDirectory: config.data };
    return await work({ ...connection, tempera: createTemperaClient(place) });
  } finally {
    await connection.close();
  }
}
