import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, link, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { linesOf } from '../domain/data/lines-of.ts';
import type { ArtifactRef } from '../domain/run/artifact.ts';
import { ArtifactError, type ArtifactStore, type NewArtifact } from './artifact-store.ts';
import { makeFolder, syncFolder } from './folder-sync.ts';
import { blocksOf, digest, mediaTypeOf } from './lines.ts';
import { isNotThere } from './not-there.ts';
import { openSegmentFile, recordsOf, segmentFiles } from './segments.ts';

/** A segment's key with that of the file it belongs to. */
const segmentOf = /^(.*)\.segments\/[^/]*$/;
const idKey = 'store.json';
const objectKey = (sha256: string) => `objects/${sha256}`;

/** An artifact store in a folder, which several processes of one machine (or of a shared disk) may use at once. */
export function createFolderStore(directory: string, makeLink: typeof link = link): ArtifactStore {
  const root = path.resolve(directory);
  const fileOf = (key: string) => path.join(root, checkedKey(key));

  async function publish(
    { key, mediaType, content }: NewArtifact,
    note?: (ref: ArtifactRef) => Promise<void>,
  ): Promise<ArtifactRef> {
    return drafted(key, content, mediaType, async (draft, ref) => {
      const target = fileOf(key);
      await note?.(ref);
      await makeFolder(path.dirname(target));
      if (!(await linkUnlessTaken(makeLink, draft, target))) return refOf(key, target);
      await syncFolder(path.dirname(target));
      return ref;
    });
  }

  /** An object's name is its hash: a broken one is replaced by what it ought to be. */
  async function putObject(content: Uint8Array, mediaType: string): Promise<ArtifactRef> {
    const key = objectKey(createHash('sha256').update(content).digest('hex'));
    const there = await publish({ key, mediaType, content });
    if (key === objectKey(there.sha256)) return { ...there, mediaType };
    return drafted(key, content, mediaType, async (draft, ref) => {
      await rename(draft, fileOf(key));
      await syncFolder(path.dirname(fileOf(key)));
      return ref;
    });
  }

  /** Writes content beside the store's files, for `place` to give it its name. */
  async function drafted(
    key: string,
    content: NewArtifact['content'],
    mediaType: string,
    place: (draft: string, ref: ArtifactRef) => Promise<ArtifactRef>,
  ): Promise<ArtifactRef> {
    const draft = path.join(root, 'drafts', randomUUID());
    try {
      return await place(draft, { key, mediaType, ...(await writeDraft(draft, content, mediaType)) });
    } catch (error) {
      throw unwritable(key, error);
    } finally {
      await rm(draft, { force: true });
    }
  }

  async function find(key: string): Promise<ArtifactRef | undefined> {
    return refOf(key, fileOf(key)).catch((error: unknown) => {
      if (isNotThere(error)) return undefined;
      throw unreadable(key, error);
    });
  }

  async function read(ref: ArtifactRef): Promise<Buffer> {
    const content = await readFile(fileOf(ref.key)).catch((error: unknown) => {
      throw unreadable(ref.key, error);
    });
    const sha256 = createHash('sha256').update(content).digest('hex');
    if (sha256 !== ref.sha256) throw corrupted(ref, sha256);
    return content;
  }

  async function* readLines<T>(ref: ArtifactRef): AsyncGenerator<T> {
    const handle = await open(fileOf(ref.key)).catch((error: unknown) => {
      throw unreadable(ref.key, error);
    });
    try {
      const hash = createHash('sha256');
      for await (const chunk of chunksOf(ref.key, handle)) hash.update(chunk);
      const sha256 = hash.digest('hex');
      if (sha256 !== ref.sha256) throw corrupted(ref, sha256);
      for await (const line of linesOf(chunksOf(ref.key, handle))) if (line !== '') yield parsed<T>(ref.key, line);
    } finally {
      await handle.close();
    }
  }

  async function localPath(ref: ArtifactRef): Promise<string> {
    const file = fileOf(ref.key);
    const { sha256 } = await refOf(ref.key, file).catch((error: unknown) => {
      throw unreadable(ref.key, error);
    });
    if (sha256 !== ref.sha256) throw corrupted(ref, sha256);
    return file;
  }

  async function* readSegments<T>(key: string): AsyncGenerator<T> {
    const files = await segmentFiles(fileOf(key)).catch((error: unknown) => {
      throw unreadable(key, error);
    });
    for (const file of files) {
      const text = await readFile(file, 'utf8').catch((error: unknown) => {
        throw unreadable(key, error);
      });
      yield* recordsOf<T>(file, text, (line) => {
        throw brokenSegment(path.relative(root, file), line);
      });
    }
  }

  async function probe(): Promise<void> {
    await drafted('a probe', '', 'text/plain', async (draft, ref) => {
      await linkUnlessTaken(makeLink, draft, `${draft}.link`);
      await rm(`${draft}.link`);
      return ref;
    });
  }

  let known: string | undefined;
  async function id(): Promise<string> {
    if (known !== undefined) return known;
    const ref =
      (await find(idKey)) ??
      (await publish({ key: idKey, mediaType: mediaTypeOf(idKey), content: JSON.stringify({ id: randomUUID() }) }));
    known = idIn((await read(ref)).toString());
    return known;
  }

  return {
    id,
    probe,
    publish,
    find,
    read,
    readLines,
    readSegments,
    localPath,
    whereIs: fileOf,
    putObject,
    readObject: (sha256) => read({ key: objectKey(sha256), sha256, bytes: 0, mediaType: '' }),
    openSegment: async (key) => {
      try {
        return await openSegmentFile(fileOf(key), (error) => unwritable(key, error));
      } catch (error) {
        throw unwritable(key, error);
      }
    },
    list: async (prefix) => (await listBelow(root, checkedKey(prefix))).filter((key) => !segmentOf.test(key)),
    listSegmented: async (prefix) => {
      const owners = (await listBelow(root, checkedKey(prefix))).map((key) => segmentOf.exec(key)?.[1]);
      return [...new Set(owners.filter((key) => key !== undefined))];
    },
  };
}

function idIn(text: string): string {
  try {
    return (JSON.parse(text) as { id: string }).id;
  } catch {
    throw new ArtifactError('corrupted', `${idKey} is corrupted: it is not JSON. Restore the file.`);
  }
}

function checkedKey(key: string): string {
  const isInside = !path.isAbsolute(key) && !key.split('/').includes('..') && !key.includes('\\');
  if (!isInside) throw new ArtifactError('missing', `artifact key ${JSON.stringify(key)} leaves the store`);
  return key;
}

async function writeDraft(draft: string, content: NewArtifact['content'], mediaType: string) {
  await mkdir(path.dirname(draft), { recursive: true });
  const handle = await open(draft, 'wx');
  try {
    const measure = digest(mediaType);
    for await (const chunk of blocksOf(content)) {
      measure.update(chunk);
      await handle.writeFile(chunk);
    }
    await handle.datasync();
    return measure.result();
  } finally {
    await handle.close();
  }
}

/** Create-exclusive, and never half a file: the name appears when the content is complete. */
async function linkUnlessTaken(makeLink: typeof link, draft: string, target: string): Promise<boolean> {
  try {
    await makeLink(draft, target);
    return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (linkless.has(code))
      throw new ArtifactError('unwritable', noLinks(path.dirname(target), code), { cause: error });
    throw error;
  }
}

/** What disks answer that know no hard links. */
const linkless = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

function noLinks(folder: string, code: string): string {
  return (
    `the disk of ${folder} makes no hard links (${code}), by which a file appears whole or not at all. ` +
    'exFAT and many SMB, FUSE and object-store mounts make none: put TEMPERA_STORE on another disk.'
  );
}

async function refOf(key: string, file: string): Promise<ArtifactRef> {
  const mediaType = mediaTypeOf(key);
  const measure = digest(mediaType);
  for await (const chunk of createReadStream(file)) measure.update(chunk as Buffer);
  return { key, mediaType, ...measure.result() };
}

async function listBelow(root: string, prefix: string): Promise<string[]> {
  const folder = path.join(root, prefix);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (isNotThere(error)) return [];
    throw unreadable(prefix, error);
  });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort();
}

function parsed<T>(key: string, line: string): T {
  try {
    return JSON.parse(line) as T;
  } catch {
    throw new ArtifactError(
      'corrupted',
      `${key} is corrupted: a line is not JSON. Restore the file, or start a new run.`,
    );
  }
}

/** The chunks of an open file, from its beginning. */
async function* chunksOf(key: string, handle: FileHandle): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of handle.createReadStream({ start: 0, autoClose: false })) yield chunk as Buffer;
  } catch (error) {
    throw unreadable(key, error);
  }
}

/** What keeps a file from being read: only when there is none it is missing. */
function unreadable(key: string, cause: unknown): ArtifactError {
  if (isNotThere(cause)) {
    const message = `${key} is missing from the artifact store. Check TEMPERA_STORE, or start a new run.`;
    return new ArtifactError('missing', message, { cause });
  }
  const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
  return new ArtifactError('unreadable', `${key} cannot be read: ${reasons[reason] ?? reason}`, { cause });
}

function brokenSegment(file: string, line: number): ArtifactError {
  const what = `${file} is corrupted: line ${line} is not as it was written`;
  return new ArtifactError('corrupted', `${what}. Restore the file; without it, what it holds is asked again.`);
}

function corrupted(ref: ArtifactRef, found: string): ArtifactError {
  const message = `${ref.key} is corrupted: expected sha256 ${ref.sha256}, found ${found}. Restore the file, or start a new run.`;
  return new ArtifactError('corrupted', message);
}

function unwritable(key: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (error instanceof ArtifactError || code === undefined) return error;
  return new ArtifactError('unwritable', `${key} cannot be written: ${reasons[code] ?? code}`, { cause: error });
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EACCES: 'permission denied',
  EROFS: 'the disk is read-only',
  EMFILE: 'too many files are open',
  EIO: 'the disk has failed',
};
