import { describe, expect, it } from '@jest/globals';
import { createImageUrls } from '../../runs/image-urls.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { imageNamed } from '../fakes/rows.ts';

/** A store that counts its readings, of which the first ones fail. */
function storeOf(bytes: number, failures = 0) {
  const read: string[] = [];
  const readObject = async (sha256: string) => {
    read.push(sha256);
    if (read.length <= failures) throw new Error('EIO');
    return Buffer.alloc(bytes);
  };
  return { read, urls: createImageUrls({ readObject } as unknown as ArtifactStore) };
}

const [shown, own, other] = [imageNamed('shown'), imageNamed('own'), imageNamed('other')];

describe('createImageUrls', () => {
  it('reads an image once for all who show it, whose bytes are the same and not copies of them', async () => {
    const { read, urls } = storeOf(3);
    const first = await urls([shown, own, other]);
    expect([...first.keys()]).toEqual(['shown', 'own', 'other']);
    const [second] = await Promise.all([urls([shown, own]), urls([shown, shown])]);
    expect(read).toEqual(['shown', 'own', 'other']);
    expect(second.get('shown')).toBe(first.get('shown'));
  });

  it('forgets a reading that failed', async () => {
    const { urls } = storeOf(3, 1);
    await expect(urls([shown])).rejects.toThrow('EIO');
    expect(`${(await urls([shown])).get('shown')}`).toBe('data:image/jpeg;base64,AAAA');
  });

  it('keeps a bounded number of bytes', async () => {
    const { read, urls } = storeOf(20_000_000);
    const images = ['a', 'b', 'c', 'd'].map(imageNamed);
    for (const image of [...images, ...images]) await urls([image]);
    expect(read).toHaveLength(8);
  });
});
