import { homedir } from 'node:os';
import path from 'node:path';

/** Where data sets are fetched from, by whose leave, and where they are kept. */
export interface HubSettings {
  /** Without a slash at its end. */
  endpoint: string;
  /** Absent where there is none, or none that the endpoint may be given. */
  token?: string;
  /** Whether there is a token that the endpoint may not be given. */
  withholdsToken: boolean;
  /** The folder of what was downloaded. */
  cache: string;
}

const usualEndpoint = 'https://huggingface.co';

/**
 * Reads the variables that the hub's own tools read. The token goes to the hub and to HF_ENDPOINT, which whoever set it has
 * chosen; an address that only a spec names gets none.
 */
export function hubSettings(hubUrl: string | undefined, environment: NodeJS.ProcessEnv): HubSettings {
  const own = environment['HF_ENDPOINT']?.trim() || usualEndpoint;
  const endpoint = (hubUrl ?? own).replace(/\/+$/, '');
  const token = environment['HF_TOKEN']?.trim() ?? '';
  const mayHave = isSafe(endpoint) && [usualEndpoint, own].some((known) => isSameOrigin(known, endpoint));
  return {
    endpoint,
    ...(token !== '' && mayHave && { token }),
    withholdsToken: token !== '' && !mayHave,
    cache: path.join(cacheFolder(environment), 'hub'),
  };
}

/** What Tempera has downloaded and may be removed. */
function cacheFolder(environment: NodeJS.ProcessEnv): string {
  const { TEMPERA_CACHE, XDG_CACHE_HOME } = environment;
  if (TEMPERA_CACHE) return path.resolve(TEMPERA_CACHE);
  return path.join(XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'tempera');
}

function isSameOrigin(one: string, other: string): boolean {
  return URL.canParse(one) && URL.canParse(other) && new URL(one).origin === new URL(other).origin;
}

/** Plain http shows a token to everybody on the way, unless the way is within this machine. */
function isSafe(endpoint: string): boolean {
  if (!URL.canParse(endpoint)) return false;
  const { protocol, hostname } = new URL(endpoint);
  return protocol === 'https:' || hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
