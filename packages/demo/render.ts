import { createHash } from 'node:crypto';
import { glob, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { asyncBufferFromFile, parquetMetadataAsync } from 'hyparquet';
import { type Book, readBooks } from './books.ts';
import { renderCover } from './cover/cover.ts';
import { MADE_FROM, toParquet } from './parquet.ts';
import { rowFor, type SetName } from './rows.ts';

const SIZES: readonly (readonly [SetName, number])[] = [
  ['train', 30],
  ['validation', 10],
  ['test', 20],
];

/** The paths of the data set's three files. */
export type DemoCovers = Record<SetName, string>;

/** Renders the covers and writes them as Parquet; does nothing where the same facts and renderer already did. */
export async function renderDemoCovers({ directory }: { directory: string }): Promise<DemoCovers> {
  const files: DemoCovers = {
    train: join(directory, 'train.parquet'),
    validation: join(directory, 'validation.parquet'),
    test: join(directory, 'test.parquet'),
  };
  const madeFrom = await fingerprint();
  await mkdir(directory, { recursive: true });
  for (const [setName, books] of splits(readBooks())) {
    if ((await readMadeFrom(files[setName])) === madeFrom) continue;
    const rows = await Promise.all(books.map(async (book) => rowFor(book, await renderCover(book), setName)));
    await publish(files[setName], toParquet(rows, madeFrom));
  }
  return files;
}

/** Deals the books out by the hash of their ids, which is as good as chance and the same everywhere. */
export function splits(books: readonly Book[]): [SetName, Book[]][] {
  const dealt = books.toSorted((one, other) => (sha256(one.id) < sha256(other.id) ? -1 : 1));
  let start = 0;
  return SIZES.map(([setName, size]) => {
    start += size;
    return [setName, dealt.slice(start - size, start)];
  });
}

async function fingerprint(): Promise<string> {
  const sources = await Array.fromAsync(glob('**/*.{ts,yaml}', { cwd: import.meta.dirname }));
  const texts = await Promise.all(sources.sort().map((source) => readFile(join(import.meta.dirname, source), 'utf8')));
  return sha256(JSON.stringify(texts));
}

async function readMadeFrom(path: string): Promise<string | undefined> {
  try {
    const { key_value_metadata } = await parquetMetadataAsync(await asyncBufferFromFile(path));
    return key_value_metadata?.find(({ key }) => key === MADE_FROM)?.value;
  } catch {
    // Missing or damaged: either way the file has to be made.
    return undefined;
  }
}

async function publish(path: string, bytes: Uint8Array): Promise<void> {
  const draft = `${path}.${process.pid}.tmp`;
  await writeFile(draft, bytes);
  await rename(draft, path);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { out: { type: 'string' } }, strict: false });
  if (typeof values.out === 'string') {
    console.log(Object.values(await renderDemoCovers({ directory: values.out })).join('\n'));
  } else {
    console.error('render.ts: no folder to write to; give one with --out DIR');
    process.exitCode = 2;
  }
}
