import { createHash, type Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { InputError } from '../source.ts';
import { attempting, Passing, type Patience } from '../web/attempts.ts';
import { piecesOf } from './bodies.ts';
import { type Cache, discard, type Kept } from './cache.ts';
import { type HubFile, resolvePath } from './repository.ts';
import type { Given, HubRequests } from './requests.ts';

/** Where a file is downloaded from, and where to. */
export interface Downloading {
  requests: HubRequests;
  cache: Cache;
  repository: string;
  commit: string;
  patience: Patience;
  /** Hears of each piece, and of those of an earlier attempt that are there already; of fewer than none where they are thrown away. */
  onBytes: (bytes: number) => void;
}

/** Bytes in the time below which a download counts as one that stands still. */
const leastPace = { bytes: 600_000, milliseconds: 60_000 };

/** Bytes after which an attempt has brought something. */
const progressAfter = 1_000_000;

/**
 * Downloads a file into the cache, going on with what an earlier attempt has left. Throws {@link InputError} for what is
 * not what the hub has listed.
 */
export async function download(file: HubFile, downloading: Downloading): Promise<Kept> {
  const { cache, repository, commit, patience } = downloading;
  const path = await cache.draftOf(file);
  const draft = await openDraft(path, file, downloading.onBytes);
  const mayBeDamaged = draft.bytes() > 0;
  try {
    await attempting((progress) => fetchRest(file, draft, downloading, progress), patience);
    const sha256 = draft.sha256();
    // What a power cut takes away is missed by its hash, whenever the file is opened.
    if (draft.isAsListed()) return await cache.keep(file, sha256);
    await draft.startAgain();
    await discard(path);
    if (!mayBeDamaged) throw changed(file, repository, commit, sha256);
  } finally {
    await draft.close();
  }
  return download(file, downloading);
}

function changed({ path, sha256, oid }: HubFile, repository: string, commit: string, got: string): InputError {
  const listed = sha256 ? `sha256 ${sha256}` : `git's hash ${oid}`;
  return new InputError(
    `${path} of data set ${JSON.stringify(repository)} is not what it was at commit ${commit}: ${listed} is expected, and what came has sha256 ${got}. It was changed under its revision or on the way: start again, and if it comes so again, name another data.source.revision.`,
  );
}

interface Draft {
  bytes(): number;
  write(chunk: Uint8Array): Promise<void>;
  startAgain(): Promise<void>;
  sha256(): string;
  isAsListed(): boolean;
  close(): Promise<void>;
}

/** Opens what there is of a file, which is read once to go on with its hashes. */
async function openDraft(path: string, file: HubFile, onBytes: (bytes: number) => void): Promise<Draft> {
  const handle = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  let at = 0;
  let hashes = hashesOf(file);

  async function startAgain(): Promise<void> {
    await handle.truncate(0);
    onBytes(-at);
    at = 0;
    hashes = hashesOf(file);
  }

  function take(chunk: Uint8Array): void {
    for (const hash of hashes) hash.update(chunk);
    at += chunk.length;
    onBytes(chunk.length);
  }

  await readInto(handle, take);
  if (at > file.bytes) await startAgain();
  return {
    bytes: () => at,
    async write(chunk) {
      await writeAll(handle, chunk, at, path);
      take(chunk);
    },
    startAgain,
    sha256: () => hashes[0].copy().digest('hex'),
    isAsListed: () => {
      const [sha256, git] = hashes.map((hash) => hash.copy().digest('hex'));
      return at === file.bytes && (file.sha256 !== undefined ? sha256 === file.sha256 : git === file.oid);
    },
    close: () => handle.close(),
  };
}

function hashesOf({ bytes }: HubFile): [Hash, Hash] {
  return [createHash('sha256'), createHash('sha1').update(`blob ${bytes}\0`)];
}

async function readInto(handle: FileHandle, take: (chunk: Uint8Array) => void): Promise<void> {
  for await (const chunk of handle.createReadStream({ start: 0, autoClose: false })) take(chunk as Buffer);
}

async function writeAll(handle: FileHandle, chunk: Uint8Array, at: number, path: string): Promise<void> {
  try {
    for (let done = 0; done < chunk.length; )
      done += (await handle.write(chunk, done, chunk.length - done, at + done)).bytesWritten;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new InputError(
      `${path} cannot be written (${code}). Make room on its disk, or set TEMPERA_CACHE to a folder on another one, and start again: what is there is kept.`,
    );
  }
}

/** Asks for what is missing and writes it down as it comes. */
async function fetchRest(
  file: HubFile,
  draft: Draft,
  { requests, repository, commit, patience: { signal } }: Downloading,
  progress: () => void,
): Promise<void> {
  const from = draft.bytes();
  if (from === file.bytes) return;
  const path = resolvePath(repository, commit, file.path);
  const given = await requests.get(
    path,
    { repository, revision: commit, file: file.path },
    { ...(from > 0 && { headers: { range: `bytes=${from}-` } }), ...(signal && { signal }) },
  );
  try {
    requireSame(file, given, { repository, commit });
    await align(given.response, file, draft);
    await writeBody(given.response, file, draft, progress);
  } finally {
    await given.response.body?.cancel().catch(() => undefined);
  }
}

/** Who does not know ranges gives all of it, from its beginning. */
async function align({ status, headers }: Response, { path, bytes }: HubFile, draft: Draft): Promise<void> {
  if (status !== 206) return draft.bytes() === 0 ? undefined : draft.startAgain();
  const [, first, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get('content-range') ?? '') ?? [];
  if (Number(first) === draft.bytes() && (total === '*' || Number(total) === bytes)) return;
  throw new Passing(`another part of ${path} comes than the one that was asked for`);
}

async function writeBody(response: Response, file: HubFile, draft: Draft, progress: () => void): Promise<void> {
  const begun = draft.bytes();
  const mark = { bytes: begun, at: performance.now() };
  for await (const chunk of piecesOf(response, file.path)) {
    if (draft.bytes() + chunk.length > file.bytes) throw tooLong(file);
    await draft.write(chunk);
    if (draft.bytes() - begun >= progressAfter) progress();
    if (performance.now() - mark.at < leastPace.milliseconds) continue;
    if (draft.bytes() - mark.bytes < leastPace.bytes) throw new Passing(`${file.path} comes too slowly`);
    Object.assign(mark, { bytes: draft.bytes(), at: performance.now() });
  }
  if (draft.bytes() < file.bytes) throw new Passing(`${file.path} ends after ${draft.bytes()} of ${file.bytes} bytes`);
}

function tooLong({ path, bytes }: HubFile): InputError {
  return new InputError(
    `${path} is longer than the ${bytes} bytes that the hub lists. It was changed under its revision or on the way: start again.`,
  );
}

/** Throws where the hub itself says that it has another file there, before any byte of it comes. */
function requireSame(
  { path, sha256, oid }: HubFile,
  { hub, response }: Given,
  { repository, commit }: { repository: string; commit: string },
): void {
  const etag = (hub.get('x-linked-etag') ?? hub.get('etag') ?? '').replace(/^W\//, '').replaceAll('"', '');
  const known = etag.length === 64 ? sha256 : etag.length === 40 ? oid : undefined;
  if (known !== undefined && /^[0-9a-f]+$/.test(etag) && etag !== known) {
    throw new InputError(
      `${path} of data set ${JSON.stringify(repository)} was changed under its revision: at commit ${commit} the hub had it as ${known}, and has it as ${etag} now. Name another data.source.revision, and start a new run.`,
    );
  }
  const packed = response.headers.get('content-encoding') ?? 'identity';
  if (packed !== 'identity')
    throw new InputError(
      `${path} of data set ${JSON.stringify(repository)} comes packed (${packed.slice(0, 20)}), which was not asked for. Check data.source.hubUrl.`,
    );
}
