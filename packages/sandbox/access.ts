import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { ApiError } from './api-error.ts';

/** Who may call a sandbox. */
export interface Access {
  /** The only key that is accepted; any when undefined. */
  key: string | undefined;
  /** The name that it listens on. */
  host: string;
}

/**
 * Refuses calls that a web page makes: those of another origin, and, where no key keeps strangers out, those to a name
 * that a stranger can point at this machine.
 */
export function checkCaller({ origin, host = '' }: IncomingHttpHeaders, access: Access): void {
  if (origin !== undefined && hostOf(origin) !== host) {
    throw new ApiError(`Calls from web pages are refused; this one comes from ${origin}.`, {
      status: 403,
      code: 'foreign_origin',
    });
  }
  if (access.key !== undefined || host === '' || isOwnName(host, access.host)) return;
  throw new ApiError(`${host} is not the name of this sandbox. Set TEMPERA_SANDBOX_KEY to be called by any name.`, {
    status: 403,
    code: 'foreign_host',
  });
}

/** Asks for a key: any that is not empty, or the only one. */
export function checkKey(authorization: string | undefined, key: string | undefined): void {
  const given = /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1];
  if (given !== undefined && (key === undefined || given === key)) return;
  const message =
    given === undefined
      ? 'You did not provide an API key: send "Authorization: Bearer KEY".'
      : 'Incorrect API key provided.';
  throw new ApiError(message, { status: 401, code: 'invalid_api_key' });
}

function isOwnName(host: string, ownName: string): boolean {
  const name = host.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1');
  return name === 'localhost' || name === ownName || isIP(name) !== 0;
}

const hostOf = (origin: string): string | undefined => (URL.canParse(origin) ? new URL(origin).host : undefined);
