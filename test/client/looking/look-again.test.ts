import { describe, expect, it } from '@jest/globals';
import { isSilence, lookAgain } from '../../../client/looking/look-again.ts';

/** As the gRPC client throws it. */
function grpcError(code: number): Error {
  return Object.assign(new Error(`${code}`), { code, details: 'said by the server', metadata: {} });
}

/** Looks that end one after the other as told: an error is thrown, anything else is seen. */
async function seenIn(looks: readonly unknown[]): Promise<unknown[]> {
  const left = [...looks];
  const look = async () => {
    const next = left.length > 1 ? left.shift() : left[0];
    if (next instanceof Error) throw next;
    return next;
  };
  const seen: unknown[] = [];
  for await (const one of lookAgain(look, { every: 0 })) {
    seen.push(one);
    if (one === 'end') break;
  }
  return seen;
}

describe('lookAgain', () => {
  it('goes on when a server restarts', async () => {
    const [unavailable, deadline] = [grpcError(14), new Error('wrapped', { cause: grpcError(4) })];
    expect(await seenIn(['running', unavailable, deadline, unavailable, 'running', unavailable, 'end'])).toEqual([
      'running',
      'running',
      'end',
    ]);
  });

  it('gives up at last, with what it was told', async () => {
    await expect(seenIn(['running', grpcError(14)])).rejects.toThrow('14');
  });

  it('counts failures in a row only', async () => {
    const often = Array.from({ length: 100 }, () => [grpcError(14), 'running']).flat();
    expect(await seenIn([...often, 'end'])).toHaveLength(101);
  });

  it.each([
    ['an answer of the server', grpcError(5)],
    ['a mistake of ours', new TypeError('no function')],
  ])('lets %s through at once', async (_, error) => {
    await expect(seenIn(['running', error, 'end'])).rejects.toBe(error);
  });

  it('ends at once when it is told to', async () => {
    const controller = new AbortController();
    const looks = lookAgain(async () => 'running', { every: 3_600_000, signal: controller.signal });
    await looks.next();
    const next = looks.next();
    controller.abort();
    await expect(next).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('isSilence', () => {
  it.each([2, 4, 8, 10, 13, 14])('is code %i', (code) => expect(isSilence(grpcError(code))).toBe(true));
  it.each([1, 3, 5, 6, 7, 9, 12, 16])('is not code %i', (code) => expect(isSilence(grpcError(code))).toBe(false));
});
