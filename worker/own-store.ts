import type { Logger } from 'pino';
import { openRuns } from '../runs/open-runs.ts';
import { ArtifactError, type ArtifactStore } from '../storage/artifact-store.ts';

/** As the command `tempera` ends where it cannot start. */
const cannotStart = 3;

/**
 * Opens the store of this worker, and ends the process where nothing can ever be kept in it: not the kind of a store, or one
 * in which two workers would overwrite each other's files. Of what may be mended a run says so as well, and waits; here it
 * is said before there is one.
 */
export async function openOwnStore(location: string, logger: Logger): Promise<ArtifactStore> {
  try {
    const store = openRuns(location);
    await store.probe().catch((error: unknown) => {
      if (isHopeless(error)) throw error;
      logger.error((error as Error).message);
    });
    return store;
  } catch (error) {
    if (!isHopeless(error)) throw error;
    logger.fatal((error as Error).message);
    process.exit(cannotStart);
  }
}

function isHopeless(error: unknown): boolean {
  return error instanceof ArtifactError && error.code === 'unsupported';
}
