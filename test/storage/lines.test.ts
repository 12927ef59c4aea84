import { describe, expect, it } from '@jest/globals';
import { blocksOf } from '../../storage/lines.ts';

async function blocksFrom(...chunks: (string | Uint8Array)[]): Promise<Uint8Array[]> {
  return Array.fromAsync(blocksOf(chunks));
}

describe('blocksOf', () => {
  it('joins small chunks into blocks, and loses none', async () => {
    const lines = Array.from({ length: 10_000 }, (_, n) => `line ${n} ${'é'.repeat(50)}\n`);
    const blocks = await blocksFrom(...lines);
    expect(blocks.length).toBeLessThan(10);
    expect(Buffer.concat(blocks).toString()).toBe(lines.join(''));
  });

  it('passes a large chunk on as it is', async () => {
    const large = new Uint8Array(1_000_000);
    expect((await blocksFrom(large))[0]).toBe(large);
  });

  it('makes no block of nothing', async () => {
    expect(await blocksFrom()).toEqual([]);
    expect(await blocksFrom('', new Uint8Array())).toEqual([]);
  });
});
