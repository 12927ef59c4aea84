import { shownAddress } from '../../domain/data/shown-address.ts';
import { mostImageBytes } from '../image-files.ts';
import type { Fetched } from '../images-by-address.ts';
import { OutOfReach } from '../source.ts';
import { attempting, Passing, type Patience } from './attempts.ts';
import { boundedBytes, TooLarge } from './bounded-bytes.ts';
import { RefusedAddress } from './guard.ts';
import type { GuardedFetch } from './guarded-fetch.ts';
import { codeOf, waitAskedFor } from './responses.ts';

/** How an image is fetched. */
export interface Fetching extends Patience {
  fetch: GuardedFetch['fetch'];
  /** Milliseconds of one attempt, to the last byte; default: a minute. */
  mostTime?: number | undefined;
}

/** What is served, and never to its end: then the image is at fault, and no outage. */
class BreaksOff extends Passing {}

/**
 * Fetches an image, with bounded repetition.
 * @throws {OutOfReach} its host cannot be reached or serves nobody, so that nobody knows what the image is
 */
export async function fetchImage(address: URL, fetching: Fetching): Promise<Fetched> {
  try {
    return await attempting(() => tryOnce(address, fetching), fetching);
  } catch (error) {
    if (!(error instanceof OutOfReach) || !(error.cause instanceof BreaksOff)) throw error;
    return { problem: `names ${shownAddress(address)}, which ${error.cause.message}, again and again` };
  }
}

async function tryOnce(address: URL, { fetch, signal, mostTime = 60_000 }: Fetching): Promise<Fetched> {
  const time = AbortSignal.timeout(mostTime);
  const orSlow = (error: Passing) => (time.aborted ? new BreaksOff(`takes longer than ${mostTime / 1000} s`) : error);
  let response: Response;
  try {
    response = await fetch(address, { headers, signal: AbortSignal.any([time, ...(signal ? [signal] : [])]) });
  } catch (error) {
    return unreached(address, error, orSlow);
  }
  if (!response.ok) return refused(address, response);
  try {
    return { bytes: await boundedBytes(response, mostImageBytes) };
  } catch (error) {
    if (error instanceof TooLarge) return { problem: `names ${shownAddress(address)}, which ${error.message}` };
    throw orSlow(new BreaksOff(`breaks off (${codeOf(error)})`));
  }
}

// Who packs what is packed already gains nothing.
const headers = { accept: 'image/*', 'accept-encoding': 'identity', 'user-agent': 'tempera' };

/** A name that does not exist, or a certificate that is not theirs, is no outage. */
function unreached(address: URL, error: unknown, orSlow: (error: Passing) => Passing): Fetched {
  const named = `names ${shownAddress(address)}`;
  if (error instanceof RefusedAddress) {
    const remedy = error.isPrivate ? ' that data.images.privateHosts does not name' : '';
    return { problem: `${named}, which is not fetched: ${error.message}${remedy}` };
  }
  const code = codeOf(error);
  const isTheirs = code === 'ENOTFOUND' || /CERT|ERR_TLS|SELF_SIGNED|UNABLE_TO_/.test(code);
  if (isTheirs) return { problem: `${named}, whose host cannot be used (${code})` };
  throw orSlow(new Passing(`${address.host} cannot be reached (${code})`));
}

async function refused(address: URL, { status, headers, body }: Response): Promise<Fetched> {
  await body?.cancel().catch(() => undefined);
  const shown = shownAddress(address);
  const mayPass = status === 408 || status === 425 || status === 429 || status >= 500;
  if (mayPass) throw new Passing(`${shown} answers HTTP ${status}`, waitAskedFor(headers));
  const remark = status === 403 ? ' (a signature may have expired)' : '';
  return { problem: `names ${shown}, which answers HTTP ${status}${remark}` };
}
