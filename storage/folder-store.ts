import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, link, mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { ArtifactRef } from '../domain/artifact.ts';
import { ArtifactError, type ArtifactStore, type NewArtifact } from './artifact-store.ts';
import { keys } from './keys.ts';
import { blocksOf, digest, linesOf, mediaTypeOf } from './lines.ts';
import { openSegmentFile, segmentFiles } from './segments.ts';

/** An artifact store in a folder, which several processes of one machine (or of a shared disk) may use at once. */
export function createFolderStore(directory: string): ArtifactStore {
  const root = path.resolve(directory);
  const fileOf = (key: string) => path.join(root, checkedKey(key));

  async function publish({ key, mediaType, content }: NewArtifact): Promise<ArtifactRef> {
    const target = fileOf(key);
    const draft = path.join(root, 'drafts', randomUUID());
    try {
      const measured = await writeDraft(draft, content, mediaType);
      await mkdir(path.dirname(target), { recursive: true });
      const won = await linkUnlessTaken(draft, target);
      return won ? { key, mediaType, ...measured } : await refOf(key, target);
    } catch (error) {
      throw unwritable(key, error);
    } finally {
      await rm(draft, { force: true });
    }
  }

  async function find(key: string): Promise<ArtifactRef | undefined> {
    const file = fileOf(key);
    return (await exists(file)) ? refOf(key, file) : undefined;
  }

  async function read(ref: ArtifactRef): Promise<Buffer> {
    const content = await readFile(fileOf(ref.key)).catch((error: unknown) => {
      throw missing(ref.key, error);
    });
    const sha256 = createHash('sha256').update(content).digest('hex');
    if (sha256 !== ref.sha256) throw corrupted(ref, sha256);
    return content;
  }

  async function* readLines<T>(ref: ArtifactRef): AsyncGenerator<T> {
    const hash = createHash('sha256');
    const chunks = createReadStream(fileOf(ref.key));
    chunks.on('data', (chunk) => hash.update(chunk));
    try {
      // A changed file must be found out even when a changed line no longer parses.
      for await (const line of linesOf(chunks)) yield parsed<T>(ref.key, line);
    } catch (error) {
      throw isMissing(error) ? missing(ref.key, error) : error;
    }
    const sha256 = hash.digest('hex');
    if (sha256 !== ref.sha256) throw corrupted(ref, sha256);
  }

  async function localPath(ref: ArtifactRef): Promise<string> {
    const file = fileOf(ref.key);
    const { sha256 } = await refOf(ref.key, file).catch((error: unknown) => {
      throw missing(ref.key, error);
    });
    if (sha256 !== ref.sha256) throw corrupted(ref, sha256);
    return file;
  }

  async function* readSegments<T>(key: string): AsyncGenerator<T> {
    for (const file of await segmentFiles(fileOf(key))) {
      for (const line of wholeLines(await readFile(file, 'utf8'))) {
        const record = parsedOrTorn<T>(line);
        if (record !== undefined) yield record;
      }
    }
  }

  async function id(): Promise<string> {
    const ref = await publish({
      key: 'store.json',
      mediaType: 'application/json',
      content: JSON.stringify({ id: randomUUID() }),
    });
    return (JSON.parse((await read(ref)).toString()) as { id: string }).id;
  }

  return {
    id,
    publish,
    find,
    read,
    readLines,
    readSegments,
    localPath,
    putObject: (content, mediaType) =>
      publish({ key: keys.object(createHash('sha256').update(content).digest('hex')), mediaType, content }),
    readObject: (sha256) => read({ key: keys.object(sha256), sha256, bytes: 0, mediaType: '' }),
    openSegment: async (key) => {
      try {
        return await openSegmentFile(fileOf(key), (error) => unwritable(key, error));
      } catch (error) {
        throw unwritable(key, error);
      }
    },
    list: (prefix) => listBelow(root, checkedKey(prefix)),
  };
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
async function linkUnlessTaken(draft: string, target: string): Promise<boolean> {
  try {
    await link(draft, target);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function refOf(key: string, file: string): Promise<ArtifactRef> {
  const mediaType = mediaTypeOf(key);
  const measure = digest(mediaType);
  for await (const chunk of createReadStream(file)) measure.update(chunk as Buffer);
  return { key, mediaType, ...measure.result() };
}

async function listBelow(root: string, prefix: string): Promise<string[]> {
  const folder = path.join(root, prefix);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .filter((key) => !key.includes('.segments/'))
    .sort();
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** Lines that end: what follows the last newline was torn off by a kill. */
function wholeLines(text: string): string[] {
  return text.split('\n').slice(0, -1);
}

function parsedOrTorn<T>(line: string): T | undefined {
  try {
    return JSON.parse(line) as T;
  } catch {
    return undefined;
  }
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

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

function missing(key: string, cause: unknown): ArtifactError {
  const message = `${key} is missing from the artifact store. Check TEMPERA_STORE, or start a new run.`;
  return new ArtifactError('missing', message, { cause });
}

function corrupted(ref: ArtifactRef, found: string): ArtifactError {
  const message = `${ref.key} is corrupted: expected sha256 ${ref.sha256}, found ${found}. Restore the file, or start a new run.`;
  return new ArtifactError('corrupted', message);
}

function unwritable(key: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (error instanceof ArtifactError || code === undefined) return error;
  const reasons: Record<string, string> = {
    ENOSPC: 'the disk is full',
    EACCES: 'permission denied',
    EROFS: 'the disk is read-only',
  };
  return new ArtifactError('unwritable', `${key} cannot be written: ${reasons[code] ?? code}`, { cause: error });
}
