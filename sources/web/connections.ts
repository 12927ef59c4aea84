import { type LookupAddress, lookup as lookUp } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { buildConnector as makeConnector } from 'undici';
import { type Guard, requireNetwork, requireReach } from './guard.ts';

/** Connections that are checked as they are made. */
export interface Connections {
  /** As `fetch` is, without following redirects. */
  fetch(address: URL, init: RequestInit): Promise<Response>;
  /** Ends what is under way, too. */
  close(): Promise<void>;
}

/** What is connected to is what was checked, whatever a name leads to a moment later. */
export async function openConnections(guard: Guard): Promise<Connections> {
  // It takes longer to load than most commands take to run.
  const { Agent, buildConnector, fetch } = await import('undici');
  const { connect: timeout = 10_000, silence = 30_000 } = guard.patience ?? {};
  const connectorFor = (reach: 'public' | 'private') =>
    buildConnector({ timeout, allowH2: false, lookup: checkedLookup(guard.lookup ?? lookUp, reach) } as Options);
  const connectors = { public: connectorFor('public'), private: connectorFor('private') };
  const connect: makeConnector.connector = (options, callback) => {
    try {
      const reach = requireReach(guard, new URL(`${options.protocol}//${options.host ?? options.hostname}`));
      connectors[reach](options, callback);
    } catch (error) {
      callback(error as Error, null);
    }
  };
  const dispatcher = new Agent({ connect, headersTimeout: silence, bodyTimeout: silence });
  const fetchBy = fetch as unknown as (address: URL, init: object) => Promise<Response>;
  return {
    fetch: (address, init) => fetchBy(address, { ...init, redirect: 'manual', dispatcher }),
    close: () => dispatcher.destroy(),
  };
}

type Options = makeConnector.BuildOptions & { lookup: LookupFunction };

/** Gives the addresses of a name once all of them have been checked. */
function checkedLookup(lookup: typeof lookUp, reach: 'public' | 'private'): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
      if (error) return callback(error, []);
      try {
        const addresses = found.map(({ address }) => address);
        requireNetwork(hostname, addresses, reach);
      } catch (refused) {
        return callback(refused as NodeJS.ErrnoException, []);
      }
      const [first] = found;
      if (options.all || !first) callback(null, found);
      else callback(null, first.address, first.family);
    });
  };
}
