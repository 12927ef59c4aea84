import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openDataFile } from '../../sources/data-file.ts';
import { InputError } from '../../sources/source.ts';
import { openArrow } from '../../sources/tables/arrow.ts';
import { openParquet } from '../../sources/tables/parquet.ts';
import { smallArrowFile, smallFile } from './small-file.ts';

/**
 * Reads a small Parquet file and a small Arrow file with each of their bytes damaged in turn: each time rows come of it, or
 * an error that names the file.
 */

const { values } = parseArgs({
  options: {
    values: { type: 'string', default: '0,1,127,128,255' },
    patience: { type: 'string', default: '3' },
    format: { type: 'string', default: 'parquet,arrow' },
  },
});
const wrongBytes = values.values.split(',').map(Number);
const patience = Number(values.patience);
const folder = await mkdtemp(path.join(tmpdir(), 'tempera-damage-'));
const formats = {
  parquet: { whole: smallFile, open: openParquet },
  arrow: { whole: smallArrowFile, open: openArrow },
};

try {
  for (const format of values.format.split(',')) await damage(format as keyof typeof formats);
} finally {
  await rm(folder, { recursive: true });
}

async function damage(format: keyof typeof formats): Promise<void> {
  const counts: Record<string, number> = {};
  const whole = await formats[format].whole(folder);
  for (let at = 0; at < whole.length; at += 1) {
    for (const byte of wrongBytes) {
      const how = await read(format, Buffer.from(whole).fill(byte, at, at + 1));
      counts[how] = (counts[how] ?? 0) + 1;
      if (how !== 'rows' && how !== 'named') console.log(`${format} byte ${at} as ${byte}: ${how}`);
    }
  }
  console.log(format, JSON.stringify(counts));
  if (Object.keys(counts).some((how) => how.startsWith('unnamed'))) process.exitCode = 1;
}

async function read(format: keyof typeof formats, content: Buffer): Promise<string> {
  const damaged = `damaged.${format}`;
  const name = path.join(folder, damaged);
  await writeFile(name, content);
  const file = await openDataFile(name, damaged);
  try {
    for await (const _ of formats[format].open(file, patience).records());
    return 'rows';
  } catch (error) {
    if (!(error instanceof InputError) || !error.message.startsWith(`${damaged} `)) return `unnamed: ${error}`;
    return error.message.includes('kept its decoder busy') ? 'hung, and named' : 'named';
  } finally {
    await file.close();
  }
}
