import { setTimeout as sleep } from 'node:timers/promises';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection } from '@temporalio/worker';
import type { Logger } from 'pino';

/** Keeps trying until the server is there: a worker that starts first is no reason to fail. */
export async function connect(
  logger: Logger,
  stop: AbortSignal,
): Promise<{ connection: NativeConnection; namespace: string }> {
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  for (;;) {
    try {
      return { connection: await NativeConnection.connect(connectionOptions), namespace };
    } catch (error) {
      if (stop.aborted) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      logger.warn({ address: connectionOptions.address, reason }, 'No Temporal server yet; trying again');
      await sleep(2000, undefined, { signal: stop }).catch(() => undefined);
    }
  }
}
