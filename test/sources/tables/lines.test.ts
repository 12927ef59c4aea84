import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { countLines, linesOf } from '../../../sources/tables/lines.ts';

/** A text in pieces that end anywhere. */
async function* piecesOf(text: string, bytes: number): AsyncGenerator<Buffer> {
  const all = Buffer.from(text);
  for (let at = 0; at < all.length; at += bytes) yield all.subarray(at, at + bytes);
}

describe('countLines', () => {
  it('counts as many lines as linesOf gives, wherever pieces end', async () => {
    const text = fc
      .array(fc.constantFrom('\n', '\r\n', ' ', '\t', 'a', 'ä'), { maxLength: 60 })
      .map((all) => all.join(''));
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (all, bytes) => {
        const lines = await Array.fromAsync(linesOf(piecesOf(all, bytes), 'lines', 1000));
        expect(await countLines(piecesOf(all, bytes))).toBe(lines.length);
      }),
    );
  });
});
