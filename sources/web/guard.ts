import type { lookup as lookUp } from 'node:dns';
import { isIP } from 'node:net';
import { shownAddress } from '../../domain/data/shown-address.ts';
import { networkOf } from './network.ts';

/** How far one may go for an address: not at all, and why; to the public internet; or into a private network too. */
export type Reach = 'public' | 'private' | { refused: string };

/** Whom a fetch may call, and how long it waits. */
export interface Guard {
  /** Asked of each address, those of redirects among them, before it is called. */
  reach(address: URL): Reach;
  /** Milliseconds until there is a connection, by default 10 s, and between two pieces of a response, by default 30 s. */
  patience?: { connect?: number; silence?: number };
  /** Gives the addresses of a name; default: the system does. */
  lookup?: typeof lookUp;
}

/** An address may not be called. */
export class RefusedAddress extends Error {
  override name = 'RefusedAddress';
  /** Whether it would be called if it might lead into a private network. */
  readonly isPrivate: boolean;

  constructor(message: string, { isPrivate = false } = {}) {
    super(message);
    this.isPrivate = isPrivate;
  }
}

/** Throws {@link RefusedAddress} for what the guard refuses, and for what no fetch should be given. */
export function requireReach({ reach }: Guard, address: URL): 'public' | 'private' {
  const shown = shownAddress(address);
  if (!/^https?:$/.test(address.protocol)) throw new RefusedAddress(`${shown} is neither of https: nor of http:`);
  if (address.username || address.password) throw new RefusedAddress(`${shown} holds a user or a password`);
  const found = reach(address);
  if (typeof found === 'object') throw new RefusedAddress(found.refused);
  const literal = literalOf(address.hostname);
  if (literal !== undefined) requireNetwork(address.host, [literal], found);
  return found;
}

/** An IP address without the brackets of a URL; undefined of a name. */
function literalOf(hostname: string): string | undefined {
  const address = hostname.replace(/^\[|\]$/g, '');
  return isIP(address) === 0 ? undefined : address;
}

/** Throws {@link RefusedAddress} unless all addresses of a host lie where one may go. */
export function requireNetwork(host: string, addresses: readonly string[], reach: 'public' | 'private'): void {
  for (const address of addresses) {
    const network = networkOf(address);
    if (network === 'public' || network === reach) continue;
    const isPrivate = network === 'private';
    const where = isPrivate ? 'in a private network' : 'in no network that data may come from';
    throw new RefusedAddress(`${host} leads to ${address}, ${where}`, { isPrivate });
  }
}
