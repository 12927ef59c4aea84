import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openDataFile } from '../../sources/data-file.ts';
import { InputError } from '../../sources/source.ts';
import { openParquet } from '../../sources/tables/parquet.ts';
import { smallFile } from './small-file.ts';

/** Reads a small Parquet file with each of its bytes damaged in turn: each time rows come of it, or an error that names it. */

const { values } = parseArgs({
  options: { values: { type: 'string', default: '0,1,127,128,255' }, patience: { type: 'string', default: '3' } },
});
const wrongBytes = values.values.split(',').map(Number);
const patience = Number(values.patience);
const folder = await mkdtemp(path.join(tmpdir(), 'tempera-damage-'));
const counts: Record<string, number> = {};

try {
  const whole = await smallFile(folder);
  for (let at = 0; at < whole.length; at += 1) {
    for (const byte of wrongBytes) {
      const how = await read(Buffer.from(whole).fill(byte, at, at + 1));
      counts[how] = (counts[how] ?? 0) + 1;
      if (how !== 'rows' && how !== 'named') console.log(`byte ${at} as ${byte}: ${how}`);
    }
  }
  console.log(JSON.stringify(counts));
  if (Object.keys(counts).some((how) => how.startsWith('unnamed'))) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true });
}

async function read(content: Buffer): Promise<string> {
  const name = path.join(folder, 'damaged.parquet');
  await writeFile(name, content);
  const file = await openDataFile(name, 'damaged.parquet');
  try {
    for await (const _ of openParquet(file, patience).records());
    return 'rows';
  } catch (error) {
    if (!(error instanceof InputError) || !error.message.startsWith('damaged.parquet ')) return `unnamed: ${error}`;
    return error.message.includes('kept its decoder busy') ? 'hung, and named' : 'named';
  } finally {
    await file.close();
  }
}
