import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as arrow from '@uwdata/flechette';
import type { FakeRow } from './parquet.ts';

const text = arrow.utf8();
const types = {
  image: arrow.struct({ bytes: arrow.binary(), path: text }),
  questions: arrow.list(text),
  answers: arrow.list(text),
};

/** The bytes of an Arrow stream with the rows in the schema of OCR-VQA, in batches of so many rows. */
export function arrowBytes(rows: readonly FakeRow[], maxBatchRows = 1000): Uint8Array {
  const columns = {
    image: rows.map(({ image }) => image && { bytes: image, path: 'secret-file-name.jpg' }),
    questions: rows.map(({ questions }) => questions),
    answers: rows.map(({ answers }) => answers),
  };
  const bytes = arrow.tableToIPC(arrow.tableFromArrays(columns, { types, maxBatchRows }), { format: 'stream' });
  if (!bytes) throw new Error('no bytes');
  return bytes;
}

/** Writes a folder as `save_to_disk` does, the rows in files of so many. */
export async function saveToDisk(folder: string, rows: readonly FakeRow[], rowsOfFile = 1000): Promise<void> {
  await mkdir(folder, { recursive: true });
  const count = Math.max(Math.ceil(rows.length / rowsOfFile), 1);
  const names = Array.from({ length: count }, (_, n) => `data-${five(n)}-of-${five(count)}.arrow`);
  for (const [n, name] of names.entries()) {
    await writeFile(path.join(folder, name), arrowBytes(rows.slice(n * rowsOfFile, (n + 1) * rowsOfFile), 5));
  }
  const state = { _data_files: names.map((filename) => ({ filename })), _fingerprint: '0', _split: null };
  await writeFile(path.join(folder, 'state.json'), JSON.stringify(state));
  await writeFile(path.join(folder, 'dataset_info.json'), JSON.stringify({ features: {} }));
}

function five(n: number): string {
  return String(n).padStart(5, '0');
}
