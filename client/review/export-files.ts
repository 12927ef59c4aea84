import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Capture } from '../../domain/capture/capture.ts';
import { readAskedRun } from '../../runs/captured-answers.ts';
import { findCapture, type StoredCapture } from '../../runs/captures.ts';
import { exportAnswers, type WriteFile } from '../../runs/export-answers.ts';
import { findRunRecord, type RunRecord } from '../../runs/record.ts';
import { RunError } from '../../runs/run-error.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { replaceFileBy } from '../program/new-file.ts';

/** What an export has written. */
export interface Exported {
  capture: Capture;
  /** Paths of its files. */
  files: string[];
}

/**
 * Writes the answers of a run into a folder, over those of an earlier export: a finished capture as it was written, any
 * other run as far as it was answered.
 * @throws {RunError} there is no such run, or it has asked nobody yet
 * @throws {ClientError} bad input: a file cannot be written
 */
export async function exportRun(store: ArtifactStore, runId: string, folder: string): Promise<Exported> {
  const record = await findRunRecord(store, runId);
  if (!record) throw new RunError(`There is no run ${JSON.stringify(runId)} in this store (TEMPERA_STORE).`);
  const stored = await findCapture(store, runId);
  const isNewest = stored?.revision === record.input.revision;
  return stored && isNewest ? await copyAll(store, stored, folder) : await writeAll(store, record, folder);
}

/** All files are checked before the first is copied. */
async function copyAll(store: ArtifactStore, { capture, files }: StoredCapture, folder: string): Promise<Exported> {
  const refs = (await Promise.all(files.map((key) => store.find(key)))).filter((ref) => ref !== undefined);
  const sources = await Promise.all(refs.map(async (ref) => ({ key: ref.key, source: await store.localPath(ref) })));
  const paths: string[] = [];
  for (const { key, source } of sources) {
    const file = path.join(folder, path.basename(key));
    await replaceFileBy(file, (draft) => copyFile(source, draft));
    paths.push(file);
  }
  return { capture, files: paths };
}

async function writeAll(store: ArtifactStore, { startedAt, input }: RunRecord, folder: string): Promise<Exported> {
  const paths: string[] = [];
  const write: WriteFile = async (name, _mediaType, content) => {
    const file = path.join(folder, name);
    const written = await replaceFileBy(file, (draft) => writeHashed(draft, content));
    paths.push(file);
    return written;
  };
  const told = await exportAnswers(store, await readAskedRun(store, input), write);
  const capture = { ...told, startedAt };
  await write('capture.json', 'application/json', Readable.from([`${JSON.stringify(capture, null, 2)}\n`]));
  return { capture, files: paths };
}

async function writeHashed(file: string, content: AsyncIterable<string>): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  const counting = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  await pipeline(Readable.from(content), counting, createWriteStream(file));
  return { sha256: hash.digest('hex'), bytes };
}
