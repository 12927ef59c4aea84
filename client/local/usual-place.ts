import path from 'node:path';
import { ClientError } from '../client-error.ts';
import { loadConfig } from '../config.ts';
import { chosenAddress } from '../connect.ts';
import type { LocalOptions } from './environment.ts';
import { isFree } from './free-port.ts';

/** The ports that everybody's defaults name. */
export const usualPorts = { temporal: 7233, ui: 8233, sandbox: 8765 };

/** The local environment that outlives runs: usual ports, state under `.tempera/local`. */
export async function usualPlace(
  env: NodeJS.ProcessEnv,
  abort: AbortSignal,
  ports: LocalOptions['ports'] = usualPorts,
): Promise<LocalOptions> {
  const { store, data } = loadConfig(env);
  const { sandbox, ...serverPorts } = ports;
  await requireFree(chosenAddress(env) === undefined ? { ...serverPorts, sandbox } : { sandbox });
  return { directory: path.resolve('.tempera/local'), env, ports, store, data, abort };
}

async function requireFree(ports: Record<string, number>): Promise<void> {
  for (const [name, port] of Object.entries(ports)) {
    if (await isFree(port)) continue;
    throw new ClientError(
      'cannotStart',
      `Port ${port} (${name}) is taken on this machine. If "tempera up" runs already, use it: leave out --local. ` +
        'Otherwise choose others: tempera up --help.',
    );
  }
}
