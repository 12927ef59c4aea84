import { createHash } from 'node:crypto';
import { link, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ArtifactRef } from '../domain/run/artifact.ts';
import { brokenSegment, unreadable, unwritable } from './artifact-errors.ts';
import type { ArtifactStore, NewArtifact } from './artifact-store.ts';
import { type Draft, type Drafting, draftsIn } from './drafts.ts';
import { listBelow, readChecked, readLinesChecked, refOf, requireSame } from './folder-files.ts';
import { fileAt, removeFile, touch } from './folder-removal.ts';
import { mediaTypeOf } from './lines.ts';
import { checkedKey, idIn, idKey, newId, objectKey, ownersOfSegments, withoutSegments } from './names.ts';
import { isNotThere } from './not-there.ts';
import { openSegmentFile, recordsOf, segmentFiles } from './segments.ts';

/**
 * An artifact store in a folder, which several processes of one machine (or of a shared disk) may use at once. One that is
 * not lasting, since it is removed before its program ends, waits for no disk; its segments do.
 */
export function createFolderStore(
  directory: string,
  { makeLink = link, isLasting = true }: Partial<Drafting> = {},
): ArtifactStore {
  const root = path.resolve(directory);
  const fileOf = (key: string) => path.join(root, checkedKey(key));
  const drafted = draftsIn(path.join(root, 'drafts'), { makeLink, isLasting });

  async function write<T>({ key, mediaType, content }: NewArtifact, place: (draft: Draft) => Promise<T>): Promise<T> {
    try {
      return await drafted(content, mediaType, place);
    } catch (error) {
      throw unwritable(key, error);
    }
  }

  async function publish(artifact: NewArtifact, note?: (ref: ArtifactRef) => Promise<void>): Promise<ArtifactRef> {
    const { key, mediaType } = artifact;
    return write(artifact, async (draft) => {
      const ref = { key, mediaType, ...draft.digest };
      await note?.(ref);
      return (await draft.publish(fileOf(key))) ? ref : refOf(key, fileOf(key));
    });
  }

  /** An object's name is its hash: a broken one is replaced by what it ought to be. */
  async function putObject(content: Uint8Array, mediaType: string): Promise<ArtifactRef> {
    const key = objectKey(createHash('sha256').update(content).digest('hex'));
    const there = await publish({ key, mediaType, content });
    if (key === objectKey(there.sha256)) {
      // Whoever cleans must see that it is needed again.
      await touch(fileOf(key));
      return { ...there, mediaType };
    }
    return write({ key, mediaType, content }, async (draft) => {
      await draft.replace(fileOf(key));
      return { key, mediaType, ...draft.digest };
    });
  }

  async function find(key: string): Promise<ArtifactRef | undefined> {
    return refOf(key, fileOf(key)).catch((error: unknown) => {
      if (isNotThere(error)) return undefined;
      throw unreadable(key, error);
    });
  }

  async function* readSegments<T>(key: string): AsyncGenerator<T> {
    const orUnreadable = (error: unknown): never => {
      throw unreadable(key, error);
    };
    for (const file of await segmentFiles(fileOf(key)).catch(orUnreadable)) {
      const text = await readFile(file, 'utf8').catch(orUnreadable);
      yield* recordsOf<T>(file, text, (line) => {
        throw brokenSegment(path.relative(root, file), line);
      });
    }
  }

  async function probe(): Promise<void> {
    const content = { key: 'a probe', mediaType: 'text/plain', content: '' };
    await write(content, (draft) => draft.tryNaming());
  }

  let known: string | undefined;
  async function id(): Promise<string> {
    if (known !== undefined) return known;
    const ref = (await find(idKey)) ?? (await publish({ key: idKey, mediaType: mediaTypeOf(idKey), content: newId() }));
    known = idIn(await readChecked(ref, fileOf(idKey)));
    return known;
  }

  return {
    id,
    probe,
    publish,
    find,
    read: async (ref) => readChecked(ref, fileOf(ref.key)),
    readLines: (ref) => readLinesChecked(ref, fileOf(ref.key)),
    readSegments,
    async localPath(ref) {
      await requireSame(ref, fileOf(ref.key));
      return fileOf(ref.key);
    },
    whereIs: fileOf,
    putObject,
    async readObject(sha256) {
      const key = objectKey(sha256);
      return readChecked({ key, sha256, bytes: 0, mediaType: '' }, fileOf(key));
    },
    openSegment: async (key) => {
      try {
        return await openSegmentFile(fileOf(key), (error) => unwritable(key, error));
      } catch (error) {
        throw unwritable(key, error);
      }
    },
    list: async (prefix) => withoutSegments(await listBelow(root, checkedKey(prefix))),
    listSegmented: async (prefix) => ownersOfSegments(await listBelow(root, checkedKey(prefix))),
    files: async (prefix) => {
      const keys = await listBelow(root, checkedKey(prefix));
      return (await Promise.all(keys.map((key) => fileAt(key, fileOf(key))))).filter((file) => file !== undefined);
    },
    remove: (key, before) => removeFile(root, key, fileOf(key), before),
  };
}
