import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MINUTES = 60_000;

/** What is installed apart from everything else. */
export interface Wanted {
  name: string;
  registry: 'npm' | 'pypi';
  packages: readonly string[];
  /** For what is built from source, and takes long. */
  minutes?: number;
}

/** Installs packages in a folder of the cache, once for their versions, and returns it; throws what the installer said last. */
export async function installed(wanted: Wanted): Promise<string> {
  const key = createHash('sha256').update(JSON.stringify(wanted.packages)).digest('hex').slice(0, 12);
  const cache = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  const folder = join(cache, 'tempera', 'clients', `${wanted.name.replace(/\W+/g, '-').toLowerCase()}-${key}`);
  if (existsSync(join(folder, READY))) return folder;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await (wanted.registry === 'npm' ? installFromNpm(folder, wanted) : installFromPypi(folder, wanted));
  await writeFile(join(folder, `${READY}.part`), wanted.packages.join('\n'));
  await rename(join(folder, `${READY}.part`), join(folder, READY));
  return folder;
}

/** Python inside of an installed folder. */
export const pythonIn = (folder: string): string => join(folder, 'venv', 'bin', 'python');

const READY = '.installed';

async function installFromNpm(folder: string, { packages, minutes = 10 }: Wanted): Promise<void> {
  await writeFile(join(folder, 'package.json'), '{"private":true}');
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--save-exact'];
  await command('npm', ['install', ...flags, ...packages], folder, minutes);
}

async function installFromPypi(folder: string, { packages, minutes = 10 }: Wanted): Promise<void> {
  await command('python3', ['-m', 'venv', 'venv'], folder, minutes);
  const flags = ['--quiet', '--disable-pip-version-check'];
  await command(pythonIn(folder), ['-m', 'pip', 'install', ...flags, ...packages], folder, minutes);
}

async function command(name: string, args: readonly string[], cwd: string, minutes: number): Promise<void> {
  try {
    await run(name, args, { cwd, timeout: minutes * MINUTES, maxBuffer: 2 ** 26 });
  } catch (error) {
    const { stderr = '', message } = error as Error & { stderr?: string };
    throw new Error(lastLine(stderr) || lastLine(message));
  }
}

/** The last line of a text that says something. */
export const lastLine = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trim())
    .findLast((line) => line !== '') ?? '';
