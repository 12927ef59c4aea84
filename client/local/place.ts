import path from 'node:path';
import { ClientError } from '../program/client-error.ts';
import { loadConfig } from '../program/config.ts';
import { chosenAddress } from '../temporal/connect.ts';
import type { LocalOptions } from './environment.ts';
import { isFree } from './free-port.ts';

type Ports = LocalOptions['ports'];

/** The ports that everybody's defaults name. */
export const usualPorts: Ports = { temporal: 7233, ui: 8233, sandbox: 8765 };

/** Whatever is free on this machine. */
export const anyPorts: Ports = { temporal: 0, ui: 0, sandbox: 0 };

/** The local environment that outlives runs: its state is under `.tempera/local`. */
export function usualPlace(env: NodeJS.ProcessEnv, abort: AbortSignal, ports: Ports): LocalOptions {
  const { store, data } = loadConfig(env);
  return { directory: path.resolve('.tempera/local'), env, ports, store, data, abort };
}

/** Refuses ports that are taken, by name; the server's do not count where the user has chosen one elsewhere. */
export async function requireFreePorts(env: NodeJS.ProcessEnv, { sandbox, ...server }: Ports): Promise<void> {
  const needed = chosenAddress(env) === undefined ? { ...server, sandbox } : { sandbox };
  for (const [name, port] of Object.entries(needed)) {
    if (port === 0 || (await isFree(port))) continue;
    throw new ClientError(
      'cannotStart',
      `Port ${port} (${name}) is taken on this machine. If "tempera up" runs already, use it; otherwise choose another ` +
        'port: tempera up --help.',
    );
  }
}
