import { describe, expect, it } from '@jest/globals';
import { OutOfReach } from '../../../sources/source.ts';
import { type Fetching, fetchImage } from '../../../sources/web/fetch-image.ts';

const address = new URL('https://covers.example/a.jpg?sig=SECRET');

/** Fetches from a host that does one thing after the other, the last one from then on. */
async function fetched(does: readonly (() => Response)[], own: Partial<Fetching> = {}) {
  let calls = 0;
  const fetch = async () => (does[Math.min(calls++, does.length - 1)] as () => Response)();
  const outcome = await fetchImage(address, { fetch, leastWait: 1, ...own }).catch((error: Error) => error);
  expect(JSON.stringify(outcome) + String(outcome)).not.toContain('SECRET');
  return { outcome, calls };
}

const answers =
  (status: number, headers = {}) =>
  () =>
    new Response('', { status, headers });
const image = () => new Response('an image');
const fails = (code: string) => (): Response => {
  throw new TypeError('fetch failed', { cause: Object.assign(new Error(address.href), { code }) });
};

describe('fetchImage', () => {
  it.each([408, 425, 429, 500, 502, 503, 504])(
    'asks again after HTTP %i, and takes what comes then',
    async (status) => {
      const { outcome, calls } = await fetched([answers(status), answers(status), image]);
      expect(outcome).toEqual({ bytes: Buffer.from('an image') });
      expect(calls).toBe(3);
    },
  );

  it.each([400, 401, 403, 404, 410, 451])('takes HTTP %i for an answer', async (status) => {
    const { outcome, calls } = await fetched([answers(status), image]);
    expect(outcome).toEqual({ problem: expect.stringContaining(`answers HTTP ${status}`) });
    expect(calls).toBe(1);
  });

  it.each(['ECONNREFUSED', 'ECONNRESET', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT'])(
    'blames no image for %s, however often it comes',
    async (code) => {
      const { outcome, calls } = await fetched([fails(code)]);
      expect(outcome).toBeInstanceOf(OutOfReach);
      expect(String(outcome)).toContain(`covers.example cannot be reached (${code})`);
      expect(calls).toBe(6);
    },
  );

  it.each(['ENOTFOUND', 'CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'ERR_TLS_CERT_ALTNAME_INVALID'])(
    'names the image whose host cannot be used for %s',
    async (code) => {
      const { outcome, calls } = await fetched([fails(code)]);
      expect(outcome).toEqual({ problem: expect.stringContaining(`whose host cannot be used (${code})`) });
      expect(calls).toBe(1);
    },
  );

  it('waits for nobody who asks for more than ten minutes', async () => {
    const { outcome, calls } = await fetched([answers(429, { 'retry-after': '601' })]);
    expect(String(outcome)).toContain('It asks for a wait of 11 minutes');
    expect(calls).toBe(1);
  });

  it('ends a wait at once when it is told to', async () => {
    const stop = new AbortController();
    const onWait = () => stop.abort(new Error('cancelled'));
    const { outcome } = await fetched([answers(503, { 'retry-after': '500' })], { signal: stop.signal, onWait });
    expect(String(outcome)).toBe('Error: cancelled');
  });
});
