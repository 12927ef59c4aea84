import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { usualPorts } from '../../client/local/place.ts';
import { findTemporalCli } from '../../setup/temporal-cli.mjs';
import { placeCovers } from './covers.ts';

const checkout = fileURLToPath(new URL('../..', import.meta.url));
const key = 'planted-key-of-somebody-else';

let folder: string;
let occupants: (Server | undefined)[];
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempera-local-'));
  await placeCovers(path.join(folder, 'covers'));
  occupants = await Promise.all(Object.values(usualPorts).map(occupy));
  await writeFile(
    path.join(folder, 'tell.mjs'),
    `import { writeFileSync } from 'node:fs';
     import path from 'node:path';
     const name = path.basename(path.dirname(process.argv[1] ?? ''));
     writeFileSync(path.join(import.meta.dirname, name + '.env'), JSON.stringify(process.env));`,
  );
  const cli = await findTemporalCli();
  await writeFile(path.join(folder, 'temporal'), `#!/bin/sh\nenv > "${folder}/temporal.env"\nexec "${cli}" "$@"\n`, {
    mode: 0o755,
  });
});
afterAll(async () => {
  for (const occupant of occupants) occupant?.close();
  await rm(folder, { recursive: true });
});

/** Takes a port, unless somebody else has it already. */
function occupy(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

function tempera(...args: string[]): Promise<{ code: number; output: string }> {
  const env = {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    TEMPERA_TEMPORAL_CLI: path.join(folder, 'temporal'),
    NODE_OPTIONS: `--import=${pathToFileURL(path.join(folder, 'tell.mjs'))}`,
    OPENAI_API_KEY: key,
  };
  const main = path.join(checkout, 'client', 'main.ts');
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [main, ...args], { cwd: folder, env }, (_, out, err) =>
      resolve({ code: child.exitCode ?? -1, output: out + err }),
    );
  });
}

describe('start --local', () => {
  it('needs no port that is taken, and gives a key to nobody but the worker', async () => {
    const spec = path.join(checkout, 'examples', 'demo', 'demo.yaml');
    const { code, output } = await tempera('start', spec, '--limit', '2', '--local');
    expect(output).toContain('Estimate of 2 questions');
    expect(output).not.toContain('The estimate missed');
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('2 samples') });
    const holds = async (name: string) => (await readFile(path.join(folder, `${name}.env`), 'utf8')).includes(key);
    expect([await holds('worker'), await holds('sandbox'), await holds('temporal')]).toEqual([true, false, false]);
  });
});

describe('up', () => {
  it('names a port that is taken, and what to do', async () => {
    const { code, output } = await tempera('up');
    expect({ code, output }).toEqual({
      code: 3,
      output: expect.stringMatching(/Port \d+ \(\w+\) is taken.*up --help/),
    });
  });
});
