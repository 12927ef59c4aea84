import { shownAddress } from '../../domain/data/shown-address.ts';
import { type Connections, openConnections } from './connections.ts';
import { type Guard, RefusedAddress, requireReach } from './guard.ts';

/** A fetch to be closed. */
export interface GuardedFetch {
  /** As `fetch` is. Throws {@link RefusedAddress} for what may not be called; messages hold no query. */
  fetch(address: string | URL, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

/** Redirects that are followed in a row. */
const mostRedirects = 5;

/**
 * A fetch that goes where its guard lets it, and nowhere else. What counts is the address that is connected to, so a name
 * that leads elsewhere by the time of the call gains nothing; redirects are followed here, each as if it were named by the
 * user. Variables such as HTTPS_PROXY are not heeded: a proxy would connect for us, where nobody looks.
 */
export function createGuardedFetch(guard: Guard): GuardedFetch {
  let opening: Promise<Connections> | undefined;

  async function call(address: URL, init: RequestInit): Promise<Response> {
    requireReach(guard, address);
    opening ??= openConnections(guard);
    return (await opening).fetch(address, { ...init, redirect: 'manual' });
  }

  async function follow(first: URL, init: RequestInit): Promise<Response> {
    let [address, sent] = [first, init];
    for (let redirects = 0; redirects <= mostRedirects; redirects++) {
      const response = await call(address, sent).catch((error: unknown) => refuse(error, first, address));
      const target = targetOf(response, address);
      if (target === undefined || init.redirect === 'manual') return response;
      await response.body?.cancel().catch(() => undefined);
      requireSafe(sent, address, target);
      sent = target.origin === address.origin ? sent : withoutSecrets(sent);
      address = target;
    }
    throw new RefusedAddress(`${shownAddress(first)} is redirected more than ${mostRedirects} times`);
  }

  return {
    fetch: (address, init = {}) => follow(new URL(address), init),
    close: async () => {
      // What is under way has nobody to hear it.
      if (opening) await (await opening).close();
    },
  };
}

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

function targetOf({ status, headers }: Response, from: URL): URL | undefined {
  const location = redirects.has(status) ? headers.get('location') : null;
  if (location === null) return undefined;
  if (URL.canParse(location, from.href)) return new URL(location, from);
  throw new RefusedAddress(`${shownAddress(from)} is redirected to what is no address`);
}

function requireSafe({ method = 'GET' }: RequestInit, from: URL, to: URL): void {
  const what = `${shownAddress(from)} is redirected to ${shownAddress(to)}`;
  if (from.protocol === 'https:' && to.protocol === 'http:') throw new RefusedAddress(`${what}, from https: to http:`);
  if (!/^(get|head)$/i.test(method)) throw new RefusedAddress(`${what}, which a ${method} does not follow`);
}

/** Somebody else may answer there. */
function withoutSecrets(init: RequestInit): RequestInit {
  const headers = new Headers(init.headers);
  for (const name of ['authorization', 'cookie', 'proxy-authorization']) headers.delete(name);
  return { ...init, headers: Object.fromEntries(headers) };
}

/** A fetch that fails says only that it did; the reason lies behind it. */
function refuse(error: unknown, first: URL, address: URL): never {
  const { cause = error } = error as { cause?: unknown };
  if (!(cause instanceof RefusedAddress)) throw error;
  if (address === first) throw cause;
  throw new RefusedAddress(`${shownAddress(first)} is redirected to ${shownAddress(address)}: ${cause.message}`, cause);
}
