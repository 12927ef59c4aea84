import http, { type ClientRequest, type RequestOptions } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';

/** Where a request goes. */
export interface Asked {
  method: string;
  host: string;
  path: string;
}

/** Shows each request that this process makes by Node's own client, before anything of it is sent. */
export function watchRequests(see: (outgoing: ClientRequest, asked: Asked) => void): void {
  const { request } = http;
  Object.assign(http, {
    request(target: URL | RequestOptions, ...rest: [RequestOptions]) {
      const outgoing = request(target as URL, ...rest);
      see(outgoing, target instanceof URL ? { ...askedOf(rest[0]), ...placeOf(target) } : askedOf(target));
      return outgoing;
    },
  });
  syncBuiltinESMExports();
}

function placeOf({ host, pathname }: URL): Pick<Asked, 'host' | 'path'> {
  return { host, path: pathname };
}

function askedOf({ method, host, port, path }: RequestOptions): Asked {
  return { method: method ?? 'GET', host: `${host}:${port}`, path: String(path) };
}
