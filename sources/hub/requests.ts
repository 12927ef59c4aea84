import { InputError } from '../source.ts';
import { Passing } from '../web/attempts.ts';
import { RefusedAddress } from '../web/guard.ts';
import { createGuardedFetch } from '../web/guarded-fetch.ts';
import { codeOf, waitAskedFor } from '../web/responses.ts';
import { type Asked, refusalOf } from './refusals.ts';
import type { HubSettings } from './settings.ts';

/** What a hub gives, wherever the bytes of it come from. */
export interface Given {
  /** Of the hub itself, which says by what hash it knows the file. */
  hub: Headers;
  /** Where the bytes come from. */
  response: Response;
}

/** Calls to one hub. To be closed. */
export interface HubRequests {
  /** Throws a {@link Passing} for what may pass, an {@link InputError} for what a person has to mend. */
  get(path: string, asked: Asked, options?: { headers?: Record<string, string>; signal?: AbortSignal }): Promise<Given>;
  close(): Promise<void>;
}

/** Redirects of a hub within itself, such as those of a data set with a new name. */
const mostWithin = 5;

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const passing: ReadonlySet<number> = new Set([408, 425, 429]);

/**
 * Calls to the hub, with the token, and to wherever it redirects, without. A private network is entered only where the hub
 * itself lies, since spec or environment have named that.
 */
export function openRequests(settings: HubSettings): HubRequests {
  const { endpoint, token } = settings;
  if (!URL.canParse(endpoint) || !/^https?:$/.test(new URL(endpoint).protocol)) {
    throw new InputError(`HF_ENDPOINT is no address of a hub, such as https://huggingface.co. Mend it, or unset it.`);
  }
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) {
    throw new InputError(
      'HF_TOKEN holds a character that no token has, such as a space or a line break. Copy it anew.',
    );
  }
  const home = new URL(endpoint);
  const web = createGuardedFetch({
    reach: ({ hostname }) => (hostname === home.hostname ? 'private' : 'public'),
    patience: { connect: 10_000, silence: 30_000 },
  });

  async function fetch(address: URL, init: RequestInit): Promise<Response> {
    try {
      return await web.fetch(address, init);
    } catch (error) {
      throw explained(error, address);
    }
  }

  /** With the token, as far as the hub redirects within itself. */
  async function atHub(path: string, init: RequestInit): Promise<{ response: Response; target?: URL }> {
    const headers = { ...(init.headers as Record<string, string>), ...(token && { authorization: `Bearer ${token}` }) };
    let address = new URL(endpoint + path);
    for (let within = 0; within <= mostWithin; within++) {
      const response = await fetch(address, { ...init, headers, redirect: 'manual' });
      const target = targetOf(response, address);
      if (target === undefined) return { response };
      await response.body?.cancel().catch(() => undefined);
      if (target.origin !== home.origin) return { response, target: safe(target, home) };
      address = target;
    }
    throw new InputError(
      `${endpoint} redirects within itself more than ${mostWithin} times. Check data.source.hubUrl.`,
    );
  }

  return {
    async get(path, asked, { headers = {}, signal } = {}) {
      const init = { headers: { ...usual, ...headers }, ...(signal && { signal }) };
      const { response: first, target } = await atHub(path, init);
      const response = target === undefined ? first : await fetch(target, init);
      if (response.ok) return { hub: first.headers, response };
      await response.body?.cancel().catch(() => undefined);
      const where = target === undefined ? endpoint : `${target.host}, where ${endpoint} keeps its files,`;
      throw failureOf(response, { where, asked, settings, isElsewhere: target !== undefined });
    },
    close: web.close,
  };
}

/** Bytes as they are kept: what is packed on the way could not go on where it broke off. */
const usual = { 'accept-encoding': 'identity', 'user-agent': 'tempera' };

function targetOf({ status, headers }: Response, from: URL): URL | undefined {
  const location = redirects.has(status) ? headers.get('location') : null;
  return location !== null && URL.canParse(location, from.href) ? new URL(location, from) : undefined;
}

/** What was asked for in secret is not given in the open. */
function safe(target: URL, { protocol }: URL): URL {
  if (protocol !== 'https:' || target.protocol === 'https:') return target;
  throw new InputError(`the hub sends us from https: to http: at ${target.host}. Check data.source.hubUrl.`);
}

interface Failed {
  where: string;
  asked: Asked;
  settings: HubSettings;
  isElsewhere: boolean;
}

function failureOf(response: Response, { where, asked, settings, isElsewhere }: Failed): Error {
  const { status, headers } = response;
  // A signed address that has expired is given anew by the hub.
  if (passing.has(status) || status >= 500 || isElsewhere) {
    return new Passing(`${where} answers HTTP ${status}`, waitAskedFor(headers) ?? untilNextWindow(headers));
  }
  return refusalOf(response, asked, settings);
}

/** Milliseconds until the hub counts anew, which it tells in place of a `Retry-After`: `"api";r=0;t=55`. */
function untilNextWindow(headers: Headers): number | undefined {
  const [, seconds] = /;\s*r=0\s*;\s*t=(\d{1,6})\b/.exec(headers.get('ratelimit') ?? '') ?? [];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

/** What a fetch that fails comes to; messages name hosts alone, since queries of signed addresses are secrets. */
export function explained(error: unknown, { host }: Pick<URL, 'host'>): Error {
  if (error instanceof RefusedAddress) {
    return new InputError(
      `the hub sends us where no data may come from: ${error.message}. Nothing was fetched from there.`,
    );
  }
  if (!(error instanceof Error) || isAborted(error)) return error as Error;
  const code = codeOf(error);
  return new Passing(`${host} cannot be reached, or stops in the middle (${code})`);
}

function isAborted({ name }: Error): boolean {
  return name === 'AbortError' || name === 'TimeoutError';
}
