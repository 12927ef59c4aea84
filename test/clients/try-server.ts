import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual, promisify } from 'node:util';
import { stringify } from 'yaml';
import { installed, lastLine } from './install.ts';
import { QUESTIONS, type RealServer, SERVER_KEY } from './real-server.ts';
import type { Place, Trial } from './try-client.ts';

const run = promisify(execFile);
const READY_MS = 3 * 60_000;
const RUN_MS = 10 * 60_000;
const TEMPERA = join(import.meta.dirname, '..', '..', 'setup', 'tempera.mjs');

/** Installs and starts a server, and has a whole run of Tempera ask it; its answers are held against the right ones. */
export async function tryServer(server: RealServer, place: Place, directory: string): Promise<Trial> {
  const start = performance.now();
  const tell = (outcome: Trial['outcome'], detail: string): Trial => ({
    name: server.name,
    packages: server.packages,
    outcome,
    detail,
    ...(server.known && { known: server.known }),
    seconds: Math.round((performance.now() - start) / 1000),
  });
  const packages = await installed(server).catch((error: unknown) => error as Error);
  if (packages instanceof Error) return tell('not installed', packages.message);
  const home = join(directory, server.name.replace(/\W+/g, '-'));
  await mkdir(home);
  const port = await freePort();
  const { program, args } = await server.start({ packages, home, port, upstream: place });
  const child = spawn(program, args, { cwd: home, env: environment(home), stdio: ['ignore', 'pipe', 'pipe'] });
  const log = createWriteStream(join(home, 'server.log'));
  child.stdout.pipe(log);
  child.stderr.pipe(log);
  try {
    await untilReady(child, `http://127.0.0.1:${port}${server.ready}`);
    return tell(...(await askedByTempera(server, home, port, place.cover)));
  } catch (error) {
    const { stdout = '', message } = error as Error & { stdout?: string };
    return tell('fails', reasonIn(stdout) ?? lastLine(message));
  } finally {
    child.kill();
  }
}

/** Why a command of Tempera's did not end well, from what it printed as JSON. */
function reasonIn(stdout: string): string | undefined {
  try {
    const { error, state, failure, blocked } = JSON.parse(stdout);
    return error?.message ?? `the run is ${state}: ${failure?.message ?? JSON.stringify(blocked)}`;
  } catch {
    return undefined;
  }
}

/** A run from a CSV to its report, with a judge. */
async function askedByTempera(
  server: RealServer,
  home: string,
  port: number,
  cover: string,
): Promise<[Trial['outcome'], string]> {
  const origin = `http://127.0.0.1:${port}`;
  await writeData(server, home, cover);
  await writeFile(join(home, 'spec.yaml'), stringify(specFor(server, origin)));
  const env = {
    ...environment(home),
    TEMPERA_DATA: home,
    TEMPERA_STORE: join(home, 'store'),
    TEMPERA_OTHER_KEY: SERVER_KEY,
    TEMPERA_KEYS: `TEMPERA_OTHER_KEY=${origin}`,
  };
  const tempera = async (...args: string[]) =>
    await run(process.execPath, [TEMPERA, ...args], { cwd: home, env, timeout: RUN_MS, maxBuffer: 2 ** 26 });
  await tempera('start', 'spec.yaml', '--local', '--id', 'trial', '--json');
  await tempera('export', 'trial', '--out', 'answers');
  const report = JSON.parse((await tempera('report', 'trial', '--json')).stdout);
  const lines = (await readFile(join(home, 'answers', 'answers.jsonl'), 'utf8')).trim().split('\n');
  const answers = lines.map((line) => JSON.parse(line).text);
  const [{ answered, ratings }] = report.candidates[0].slices;
  const labels = ratings.labels.map(({ label, count }: { label: string; count: number }) => `${count} ${label}`);
  const told = `${answered} of ${QUESTIONS.length} answered, rated ${labels.join(', ')}`;
  const isRight = server.expected === undefined || isDeepStrictEqual(answers, server.expected);
  const isWhole = answered === QUESTIONS.length && ratings.failed + ratings.refused + ratings.unrated === 0;
  return isRight && isWhole ? ['works', told] : ['fails', `${told}: ${JSON.stringify(answers)}`];
}

async function writeData({ seesImages }: RealServer, home: string, cover: string): Promise<void> {
  if (seesImages) await copyFile(cover, join(home, 'cover.jpg'));
  const rows = QUESTIONS.map(({ question, answer }) => `${seesImages ? 'cover.jpg' : 'a book'},${question},${answer}`);
  await writeFile(join(home, 'test.csv'), ['about,question,answer', ...rows, ''].join('\n'));
}

const specFor = ({ model, seesImages, judges }: RealServer, origin: string): object => ({
  name: 'real-server',
  provider: 'other',
  providers: { other: { baseUrl: `${origin}/v1`, keyVariable: 'TEMPERA_OTHER_KEY' } },
  data: {
    source: { test: 'test.csv' },
    columns: { question: 'question', answer: 'answer', ...(seesImages && { image: 'about' }) },
  },
  prompt: { system: 'Give the conclusion only.' },
  candidates: { asked: { model, parameters: { maxTokens: 40 } } },
  judge: {
    model: 'gpt-4o',
    provider: judges ? 'other' : 'sandbox',
    rubric: {
      instructions: 'Rate how close the answer is to the target.',
      labels: [
        { name: 'same', meaning: 'means the same' },
        { name: 'close', meaning: 'means nearly the same' },
        { name: 'wrong', meaning: 'means something else' },
      ],
    },
  },
});

async function untilReady(child: ChildProcess, url: string): Promise<void> {
  const headers = { authorization: `Bearer ${SERVER_KEY}` };
  const deadline = performance.now() + READY_MS;
  while (performance.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode} instead of listening`);
    const isReady = await fetch(url, { headers }).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
    await sleep(500);
  }
  throw new Error(`it did not answer at ${url}`);
}

async function freePort(): Promise<number> {
  return await new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

const environment = (home: string): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: process.env['HOME'],
  TMPDIR: home,
  LITELLM_LOCAL_MODEL_COST_MAP: 'True',
});
