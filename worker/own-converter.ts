import type { DataConverter } from '@temporalio/common';
import type { Logger } from 'pino';
import { dataConverterOf } from '../codec/data-converter.ts';
import { CodecKeyError, readCodecKeys, ringOf } from '../codec/keys.ts';
import { agreeOnKeys } from '../runs/codec-keys.ts';
import { RunError } from '../runs/run-error.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';

/**
 * What encrypts and decrypts the worker's payloads. Ends the worker where a key of its store is missing: tasks that it could
 * not read would count as failures of their runs.
 */
export async function findDataConverter(store: ArtifactStore, logger: Logger): Promise<DataConverter> {
  try {
    const keys = readCodecKeys(process.env);
    await agreeOnKeys(store, ringOf(keys));
    return dataConverterOf(keys);
  } catch (error) {
    if (!(error instanceof CodecKeyError || error instanceof RunError)) throw error;
    logger.fatal(error.message);
    // The runtime would keep the process alive.
    process.exit(2);
  }
}
