import { setTimeout as sleep } from 'node:timers/promises';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection } from '@temporalio/worker';
import type { Logger } from 'pino';

/** A server that answers, and the namespace to work in. */
export interface Connected {
  connection: NativeConnection;
  namespace: string;
}

/** Keeps trying until the server is there, since a worker may start first; undefined when it is told to stop meanwhile. */
export async function connect(logger: Logger, stop: AbortSignal): Promise<Connected | undefined> {
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  while (!stop.aborted) {
    try {
      return { connection: await NativeConnection.connect(connectionOptions), namespace };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      logger.warn({ address: connectionOptions.address, reason }, 'No Temporal server yet; trying again');
      await sleep(2000, undefined, { signal: stop }).catch(() => undefined);
    }
  }
  return undefined;
}
