import type { SampleIndex } from '../domain/data/dataset.ts';
import { identityOf } from '../domain/data/identity.ts';
import type { Sample } from '../domain/data/sample.ts';
import { openTextSet } from '../domain/data/text-map.ts';
import type { ArtifactRef } from '../domain/run/artifact.ts';
import { keys } from '../runs/keys.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';

/** Writes samples in pages while they stream by. */
export function pageWriter(
  store: ArtifactStore,
  { folder, pageRows }: { folder: string; pageRows: number },
): { add(samples: readonly Sample[]): Promise<void>; end(): Promise<SampleIndex> } {
  const pages: ArtifactRef[] = [];
  let waiting: string[] = [];
  let rows = 0;

  async function writePage(): Promise<void> {
    const content = waiting.splice(0, pageRows);
    const key = keys.samplePageIn(folder, pages.length);
    pages.push(await store.publish({ key, mediaType: 'application/jsonl', content }));
  }

  return {
    async add(samples) {
      rows += samples.length;
      waiting = waiting.concat(samples.map((sample) => `${JSON.stringify(sample)}\n`));
      while (waiting.length >= pageRows) await writePage();
    },
    async end() {
      if (waiting.length > 0) await writePage();
      return { rows, pageRows, pages };
    },
  };
}

/**
 * Lists what samples show while they stream by, by the hashes of images before they are converted, since the same images
 * asked about in another quality are the same test set.
 */
export function imageLister(
  store: ArtifactStore,
  originOf: (sha256: string) => string,
): { add(samples: readonly Sample[]): void; end(): Promise<ArtifactRef> } {
  const seen = openTextSet();
  /** Sixteen hexadecimal digits each, which are held in half the bytes. */
  const shown: Buffer[] = [];
  return {
    add(samples) {
      const fresh: string[] = [];
      for (const sample of samples) {
        const origins = sample.images.map(({ sha256 }) => originOf(sha256));
        const identity = identityOf(sample, origins);
        if (!seen.has(identity)) fresh.push(identity);
        seen.add(identity);
      }
      shown.push(Buffer.from(fresh.join(''), 'hex'));
    },
    end: () => store.putObject(Buffer.from(sortedHex(shown).join('\n')), 'text/plain'),
  };
}

/** Hashes of eight bytes each, sorted, as hexadecimal digits. */
function sortedHex(hashes: readonly Buffer[]): string[] {
  const all = Buffer.concat(hashes);
  all.swap64();
  const numbers = new BigUint64Array(all.buffer, all.byteOffset, all.length / 8).sort();
  return Array.from(numbers, (number) => number.toString(16).padStart(16, '0'));
}
