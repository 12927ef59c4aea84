import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import { permutation } from '../../domain/data/permutation.ts';
import { openSpool } from '../../storage/spool.ts';

async function spooled(count: number, bytes: number) {
  const spool = openSpool<{ place: number; text: string }>(count);
  for (const place of permutation(7, count)) await spool.add(place, { place, text: `ä\u2028\n"${'x'.repeat(bytes)}` });
  return spool;
}

describe('a spool', () => {
  it.each([
    ['a few', 10, 10],
    ['more than are held', 4000, 9000],
    ['one that is larger than what is read at once', 5, 9_000_000],
  ])('gives %s records in the order of their places, as often as asked', async (_, count, bytes) => {
    const spool = await spooled(count, bytes);
    for (let time = 0; time < 2; time += 1) {
      const places: number[] = [];
      for await (const some of spool.read()) {
        for (const { place, text } of some) {
          places.push(place);
          if (text.length !== bytes + 4)
            throw new Error(`the text of ${place} came back with ${text.length} characters`);
        }
      }
      expect(places).toEqual(Array.from({ length: count }, (_, place) => place));
    }
    await spool.close();
  });

  it('leaves out places that nothing was added for', async () => {
    const spool = openSpool<string>(5);
    await spool.add(3, 'c');
    await spool.add(1, 'a');
    expect((await Array.fromAsync(spool.read())).flat()).toEqual(['a', 'c']);
  });

  it('leaves no file behind, even while it is open', async () => {
    const spool = await spooled(2000, 9000);
    expect((await readdir(tmpdir())).filter((name) => name.startsWith('tempera-spool'))).toEqual([]);
    await spool.close();
  });

  it('says where it could not write, as a store does', async () => {
    const spool = openSpool<string>(1, '/nowhere');
    await expect(spool.add(0, 'x'.repeat(9_000_000))).rejects.toThrow(
      'a file in /nowhere (TMPDIR) cannot be written: ENOENT',
    );
    await spool.close();
  });

  it('gives several readers all of it', async () => {
    const spool = await spooled(2000, 9000);
    const [one, other] = await Promise.all([Array.fromAsync(spool.read()), Array.fromAsync(spool.read())]);
    expect([one.flat().length, other.flat().length]).toEqual([2000, 2000]);
    await spool.close();
  });
});
