import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual, promisify } from 'node:util';
import { installed, lastLine, pythonIn } from './install.ts';
import type { RealClient } from './real-client.ts';

const run = promisify(execFile);
const MOST_MS = 10 * 60_000;

/** What came of trying something. */
export interface Trial {
  name: string;
  packages: readonly string[];
  outcome: 'works' | 'fails' | 'not installed';
  /** What it did, or what went wrong. */
  detail: string;
  /** Why it does not work, where that is listed. */
  known?: string;
  seconds: number;
}

/** Where a client finds the sandbox and the cover. */
export interface Place {
  url: string;
  key: string;
  cover: string;
}

/** Installs a client and lets its program ask the sandbox; the answers are held against the right ones. */
export async function tryClient(client: RealClient, place: Place): Promise<Trial> {
  const start = performance.now();
  const tell = (outcome: Trial['outcome'], detail: string): Trial => ({
    name: client.name,
    packages: client.packages,
    outcome,
    detail,
    ...(client.known && { known: client.known }),
    seconds: Math.round((performance.now() - start) / 1000),
  });
  const folder = await installed(client).catch((error: unknown) => error as Error);
  if (folder instanceof Error) return tell('not installed', folder.message);
  try {
    const answers = JSON.parse(lastLine(await outputOf(client, folder, place)));
    const wrong = Object.entries(client.expected).filter(([task, right]) => !isDeepStrictEqual(answers[task], right));
    if (wrong.length === 0) return tell('works', Object.keys(client.expected).join(', '));
    return tell('fails', wrong.map(([task]) => `${task}: ${JSON.stringify(answers[task])}`).join(', '));
  } catch (error) {
    const { stderr = '', message } = error as Error & { stderr?: string };
    return tell('fails', lastLine(stderr) || lastLine(message));
  }
}

async function outputOf({ registry, program }: RealClient, folder: string, place: Place): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'tempera-client-'));
  const source = join(import.meta.dirname, 'programs', program);
  // Node looks for packages from where a program stands.
  const path = registry === 'npm' ? join(folder, program) : source;
  if (path !== source) await copyFile(source, path);
  const interpreter = registry === 'npm' ? process.execPath : pythonIn(folder);
  try {
    const { stdout } = await run(interpreter, [path], { cwd: home, env: environment(home, place), timeout: MOST_MS });
    return stdout;
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** No key of this terminal, and nobody told what is going on here. */
const environment = (home: string, { url, key, cover }: Place): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: home,
  COVER: cover,
  OPENAI_BASE_URL: url,
  OPENAI_API_KEY: key,
  LITELLM_LOCAL_MODEL_COST_MAP: 'True',
  PROMPTFOO_CONFIG_DIR: home,
  PROMPTFOO_DISABLE_TELEMETRY: '1',
  PROMPTFOO_DISABLE_UPDATE: '1',
});
