import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { dataConverterOf } from '../../codec/data-converter.ts';
import { type CodecKeys, readCodecKeys } from '../../codec/keys.ts';
import { ClientError } from '../program/client-error.ts';

/** A connected Temporal client, and how to let go of it. */
export interface TemporalConnection {
  client: Client;
  address: string;
  close(): Promise<void>;
}

/**
 * Connects to the server that Temporal's variables or profile name, else to localhost:7233.
 * @throws {ClientError} when there is none, or it refuses
 */
export async function connect(env: NodeJS.ProcessEnv): Promise<TemporalConnection> {
  const { connectionOptions, namespace } = temporalConfig(env);
  const address = connectionOptions.address ?? 'localhost:7233';
  const dataConverter = dataConverterOf(codecKeysOf(env));
  try {
    const connection = await Connection.connect({ ...connectionOptions, connectTimeout: patienceWith(address) });
    const client = new Client({ connection, dataConverter, ...(namespace && { namespace }) });
    return { client, address, close: () => connection.close() };
  } catch (error) {
    throw noServer(address, error);
  }
}

/** The address that the user has chosen by variable or profile, if any. */
export function chosenAddress(env: NodeJS.ProcessEnv): string | undefined {
  return temporalConfig(env).connectionOptions.address;
}

/**
 * The keys that payloads are encrypted with, if any.
 * @throws {ClientError} the variable cannot be used
 */
export function codecKeysOf(env: NodeJS.ProcessEnv): CodecKeys | undefined {
  try {
    return readCodecKeys(env);
  } catch (error) {
    throw new ClientError('badInput', reason(error));
  }
}

function temporalConfig(env: NodeJS.ProcessEnv) {
  const given = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  try {
    return loadClientConnectConfig({ overrideEnvVars: Object.fromEntries(given) });
  } catch (error) {
    throw new ClientError('badInput', `Temporal's variables or profile cannot be used: ${reason(error)}`);
  }
}

/** In milliseconds: a server on this machine answers at once, or not at all. */
function patienceWith(address: string): number {
  return /^(localhost|127\.|\[::1\])/.test(address) ? 2_000 : 10_000;
}

function noServer(address: string, error: unknown): ClientError {
  const message =
    `No Temporal server answers at ${address} (${reason(error)}). ` +
    'Start a local one with "tempera up", or set TEMPORAL_ADDRESS (or a Temporal profile) to one that runs.';
  return new ClientError('cannotStart', message, { cause: error });
}

function reason(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ').trim();
}
