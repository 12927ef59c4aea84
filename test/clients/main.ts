import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startSandbox } from '../../packages/sandbox/server.ts';
import { printed } from '../packages/sandbox/harness.ts';
import { CLIENTS, COVER } from './real-client.ts';
import { SERVERS } from './real-server.ts';
import { type Trial, tryClient } from './try-client.ts';
import { tryServer } from './try-server.ts';

/**
 * Tries programs that others wrote: clients against the sandbox, or with --servers servers behind Tempera. Exit code: 0, or
 * 1 where one fails that is not listed with a reason.
 */

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false }, servers: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const tried = values.servers ? SERVERS : CLIENTS;
const names = tried.map(({ name }) => name);
const unknown = positionals.find((name) => !names.includes(name));
if (unknown !== undefined) {
  console.error(`No ${values.servers ? 'server' : 'client'} "${unknown}". There are: ${names.join(', ')}.`);
  process.exitCode = 2;
} else report(await tryAll());

async function tryAll(): Promise<Trial[]> {
  const directory = await mkdtemp(join(tmpdir(), 'tempera-clients-'));
  const cover = join(directory, 'cover.jpg');
  await writeFile(cover, Buffer.from((await printed(COVER)).split(',')[1] ?? '', 'base64'));
  const key = 'sk-clients';
  const sandbox = await startSandbox({ stateDir: join(directory, 'state'), key });
  const place = { url: sandbox.url, key, cover };
  try {
    const trials: Trial[] = [];
    for (const one of tried) {
      if (positionals.length > 0 && !positionals.includes(one.name)) continue;
      console.error(`${one.name} …`);
      trials.push('program' in one ? await tryClient(one, place) : await tryServer(one, place, directory));
    }
    return trials;
  } finally {
    await sandbox.close();
    if (process.env['TEMPERA_KEEP']) console.error(directory);
    else await rm(directory, { recursive: true });
  }
}

function report(trials: readonly Trial[]): void {
  console.log(values.json ? JSON.stringify(trials, undefined, 2) : tableOf(trials));
  process.exitCode = trials.some(({ outcome, known }) => outcome !== 'works' && known === undefined) ? 1 : 0;
}

function tableOf(trials: readonly Trial[]): string {
  const rows = trials.map(({ name, packages, outcome, detail, known, seconds }) => [
    name,
    packages.join(', '),
    known && outcome !== 'works' ? `${outcome} (listed)` : outcome,
    known ?? detail,
    `${seconds} s`,
  ]);
  const all = [
    [values.servers ? 'server' : 'client', 'versions', 'outcome', 'what it did, or what went wrong', 'time'],
    ...rows,
  ];
  return all
    .map((cells) => `| ${cells.join(' | ')} |`)
    .toSpliced(1, 0, '|---|---|---|---|---|')
    .join('\n');
}
