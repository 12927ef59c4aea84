import { setTimeout as wait } from 'node:timers/promises';
import { shownAddress } from '../../domain/data/shown-address.ts';
import { mostImageBytes } from '../image-files.ts';
import type { Fetched } from '../images-by-address.ts';
import { OutOfReach } from '../source.ts';
import { boundedBytes, TooLarge } from './bounded-bytes.ts';
import { RefusedAddress } from './guard.ts';
import type { GuardedFetch } from './guarded-fetch.ts';
import { retryAfter } from './retry-after.ts';

/** How an image is fetched. Times are in milliseconds. */
export interface Fetching {
  fetch: GuardedFetch['fetch'];
  signal?: AbortSignal | undefined;
  /** Hears of each wait. */
  onWait?: ((milliseconds: number, reason: string) => void) | undefined;
  patience?: Partial<typeof usualPatience>;
}

const usualPatience = {
  /** One attempt, to the last byte. */
  attempt: 60_000,
  /** Before the second attempt; it doubles. */
  leastWait: 1000,
  /** All waits for one image, whatever its host asks for. */
  mostWait: 10 * 60_000,
};

/** Attempts at one image. */
const attempts = 5;

/** Why an attempt has to be made again; of an outage nobody can say that the image is at fault. */
interface Again {
  again: string;
  isOutage: boolean;
  after?: number | undefined;
}

/**
 * Fetches an image, with bounded repetition.
 * @throws {OutOfReach} its host cannot be reached, or serves nobody
 */
export async function fetchImage(address: URL, fetching: Fetching): Promise<Fetched> {
  const { signal, onWait, patience } = fetching;
  const { leastWait, mostWait } = { ...usualPatience, ...patience };
  let waited = 0;
  for (let attempt = 1; ; attempt++) {
    const outcome = await tryOnce(address, fetching);
    if (!('again' in outcome)) return outcome;
    const pause = Math.max(outcome.after ?? 0, leastWait * 2 ** (attempt - 1));
    if (attempt === attempts || waited + pause > mostWait) return giveUp(address, outcome, attempt);
    onWait?.(pause, `${address.host}: ${outcome.again}`);
    await wait(pause, undefined, signal && { signal });
    waited += pause;
  }
}

function giveUp(address: URL, { again, isOutage, after }: Again, attempt: number): Fetched {
  const what = `${shownAddress(address)}: ${again}${attempt > 1 ? `, ${attempt} times in a row` : ''}`;
  if (!isOutage) return { problem: `names ${what}` };
  const asked = after === undefined ? '' : `, and asks for ${Math.ceil(after / 1000)} s of patience`;
  throw new OutOfReach(`an image cannot be fetched from ${what}${asked}`);
}

async function tryOnce(address: URL, { fetch, signal, patience }: Fetching): Promise<Fetched | Again> {
  const { attempt: most } = { ...usualPatience, ...patience };
  const time = AbortSignal.timeout(most);
  const named = `names ${shownAddress(address)}`;
  const isOver = () => time.aborted && { again: `took longer than ${most / 1000} s`, isOutage: false };
  let response: Response;
  try {
    response = await fetch(address, { headers, signal: AbortSignal.any([time, ...(signal ? [signal] : [])]) });
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof RefusedAddress) return { problem: `${named}, which is not fetched: ${error.message}` };
    return isOver() || failed(named, codeOf(error));
  }
  if (!response.ok) {
    await response.body?.cancel().catch(() => undefined);
    return refused(named, response);
  }
  try {
    return { bytes: await boundedBytes(response, mostImageBytes) };
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof TooLarge)
      return { problem: `${named} of ${error.message}; at most ${mostImageBytes} are read` };
    return isOver() || { again: `its content breaks off (${codeOf(error)})`, isOutage: false };
  }
}

// Who packs what is packed already gains nothing.
const headers = { accept: 'image/*', 'accept-encoding': 'identity', 'user-agent': 'tempera' };

/** A name that does not exist, or a certificate that is not theirs, is no outage. */
function failed(named: string, code: string): Fetched | Again {
  const isTheirs = code === 'ENOTFOUND' || /CERT|ERR_TLS|SELF_SIGNED|UNABLE_TO_/.test(code);
  return isTheirs
    ? { problem: `${named}, whose host cannot be used (${code})` }
    : { again: `no connection (${code})`, isOutage: true };
}

function refused(named: string, { status, headers }: Response): Fetched | Again {
  const mayPass = status === 408 || status === 425 || status === 429 || status >= 500;
  if (mayPass) return { again: `HTTP ${status}`, isOutage: true, after: retryAfter(headers.get('retry-after')) };
  return {
    problem: `${named}, which answers HTTP ${status}${status === 403 ? ' (a signature may have expired)' : ''}`,
  };
}

/** Such as `ECONNREFUSED`; messages may hold addresses. */
function codeOf(error: unknown): string {
  const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } };
  const known = [cause?.code, code].find((one) => typeof one === 'string' && /^[A-Z][A-Z0-9_]{2,60}$/.test(one));
  return typeof known === 'string' ? known : 'unknown reason';
}
