import { createHash } from 'node:crypto';
import type { ArtifactRef } from '../../domain/run/artifact.ts';
import type { ArtifactStore, NewArtifact } from '../../storage/artifact-store.ts';

/** Files and segments in memory, as far as a budget needs them; each step lets others go first. */
export function createMemoryStore(step: () => Promise<void>): ArtifactStore {
  const files = new Map<string, string>();
  const segments = new Map<string, object[]>();
  const refOf = (key: string): ArtifactRef | undefined => {
    const content = files.get(key);
    if (content === undefined) return undefined;
    const sha256 = createHash('sha256').update(content).digest('hex');
    return { key, sha256, bytes: content.length, mediaType: 'application/json' };
  };
  const store: Partial<ArtifactStore> = {
    async publish({ key, content }: NewArtifact) {
      await step();
      if (!files.has(key)) files.set(key, String(content));
      return refOf(key) as ArtifactRef;
    },
    async find(key) {
      await step();
      return refOf(key);
    },
    async list(prefix) {
      await step();
      return [...files.keys()].filter((key) => key.startsWith(prefix)).sort();
    },
    read: async ({ key }) => Buffer.from(files.get(key) ?? ''),
    async openSegment(key) {
      const records: object[] = [];
      return {
        async append(record) {
          await step();
          if (records.length === 0) segments.set(`${key}#${segments.size}`, records);
          records.push(structuredClone(record));
        },
        room: async () => undefined,
        close: async () => undefined,
      };
    },
    async *readSegments<T>(key: string) {
      for (const [name, records] of segments) if (name.startsWith(`${key}#`)) yield* records as T[];
    },
    listSegmented: async (prefix) =>
      [...new Set([...segments.keys()].map((name) => name.replace(/#\d+$/, '')))].filter((key) =>
        key.startsWith(prefix),
      ),
  };
  return store as ArtifactStore;
}
