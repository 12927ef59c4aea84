import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { linesOf } from '../../domain/data/lines-of.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { createFolderStore } from '../../storage/folder-store.ts';
import { blocksOf } from '../../storage/lines.ts';
import { anyCharacter } from '../fakes/any-text.ts';

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

const anyText = fc.oneof(
  fc.string({ unit: anyCharacter }),
  fc
    .array(fc.constantFrom('\u2028', '\u2029', '\u0085', '\r', '\n', '\0', '\ud800', '\udfff', '"', 'é', '🙂'))
    .map((all) => all.join('')),
);

describe('JSON Lines', () => {
  it('come back as they were written, whatever texts they hold', async () => {
    await inStore(async (store) => {
      let n = 0;
      const rows = fc.array(fc.dictionary(anyText, fc.oneof(anyText, fc.array(anyText))), { maxLength: 8 });
      await fc.assert(
        fc.asyncProperty(rows, async (rows) => {
          const key = `${n++}.jsonl`;
          const ref = await store.publish({
            key,
            mediaType: 'application/jsonl',
            content: rows.map((row) => `${JSON.stringify(row)}\n`),
          });
          expect(ref.rows).toBe(rows.length);
          expect(await Array.fromAsync(store.readLines(ref))).toEqual(rows);
          const segment = await store.openSegment(key);
          await Promise.all(rows.map((row) => segment.append(row)));
          await segment.close();
          expect(await Array.fromAsync(store.readSegments(key))).toEqual(rows);
        }),
        { numRuns: 60 },
      );
    });
  });
});

describe('linesOf', () => {
  it('gives the same lines however the bytes are cut into chunks', async () => {
    const cuts = fc.array(fc.nat(40), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyText.map((text) => text.replaceAll('\n', '').toWellFormed())),
        cuts,
        async (lines, cuts) => {
          const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
          expect(await Array.fromAsync(linesOf(cut(bytes, cuts)))).toEqual(lines);
        },
      ),
    );
  });

  it('takes what follows the last line feed for a line', async () => {
    expect(await Array.fromAsync(linesOf(cut(Buffer.from('a\n\nb'), [])))).toEqual(['a', '', 'b']);
  });
});

async function* cut(bytes: Buffer, places: readonly number[]): AsyncGenerator<Uint8Array> {
  let from = 0;
  for (const place of [...places].sort((a, b) => a - b)) {
    yield bytes.subarray(from, place);
    from = Math.max(from, place);
  }
  yield bytes.subarray(from);
}

async function inStore(use: (store: ArtifactStore) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tempera-lines-'));
  try {
    await use(createFolderStore(folder));
  } finally {
    await rm(folder, { recursive: true });
  }
}
