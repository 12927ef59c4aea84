import { describe, expect, it } from '@jest/globals';
import { agreeOnKeys, type KeyRing } from '../../runs/codec-keys.ts';
import { createMemoryStore } from '../fakes/memory-store.ts';

const ring = (current: string | undefined, checks: Record<string, string>, retired: string[] = []): KeyRing => ({
  ...(current !== undefined && { current }),
  checks: new Map(Object.entries(checks)),
  retired,
});

async function storeOf(...rings: KeyRing[]) {
  const store = createMemoryStore(async () => undefined);
  for (const one of rings) await agreeOnKeys(store, one);
  return store;
}

describe('the keys of a store', () => {
  it('ask nothing of anybody before one has been used', async () => {
    await storeOf(ring(undefined, {}), ring(undefined, {}));
  });

  it('are needed by whoever comes later', async () => {
    const store = await storeOf(ring('a', { a: '1' }));
    await expect(agreeOnKeys(store, ring(undefined, {}))).rejects.toThrow(
      'TEMPERA_CODEC_KEYS lacks the key a that runs of this store are encrypted with. Add it; where no run of it is open any more, add "a:retired".',
    );
    await expect(agreeOnKeys(store, ring('b', { b: '2' }))).rejects.toThrow('lacks the key a');
    await agreeOnKeys(store, ring('b', { b: '2', a: '1' }));
    await expect(agreeOnKeys(store, ring('a', { a: '1' }))).rejects.toThrow('lacks the key b');
  });

  it('tell another key of the same name', async () => {
    const store = await storeOf(ring('a', { a: '1' }));
    await expect(agreeOnKeys(store, ring('a', { a: '2' }))).rejects.toThrow(
      'the key a in TEMPERA_CODEC_KEYS is not the one',
    );
  });

  it('may be retired', async () => {
    const store = await storeOf(ring('a', { a: '1' }));
    await agreeOnKeys(store, ring('b', { b: '2' }, ['a']));
  });

  it('are told apart even where two come at once', async () => {
    const store = createMemoryStore(() => new Promise((resolve) => setImmediate(resolve)));
    const both = await Promise.allSettled([
      agreeOnKeys(store, ring('a', { a: '1' })),
      agreeOnKeys(store, ring('a', { a: '2' })),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});
