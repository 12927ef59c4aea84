import { spawn } from 'node:child_process';
import { copyFile, mkdtemp, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { installed, pythonIn } from '../../test/clients/install.ts';
import { CLIENTS } from '../../test/clients/real-client.ts';
import type { Body } from './bare-loop.ts';
import { cpuMillisecondsOf } from './process-figures.ts';

/** Programs of others that ask many questions, and what starts each in the folder that it is installed in. */
const others = {
  promptfoo: { client: 'promptfoo', program: 'promptfoo.mjs', command: () => process.execPath },
  inspect_ai: { client: 'inspect_ai', program: 'inspect_ask.py', command: pythonIn },
};
type OtherName = keyof typeof others;
export const otherNames = Object.keys(others) as OtherName[];

/** Asks bodies by a program of others; gives its processor time, in milliseconds. */
export async function askByOthers(
  name: OtherName,
  bodies: readonly Body[],
  { url, model, inFlight, directory }: { url: string; model: string; inFlight: number; directory: string },
): Promise<number> {
  const { client, program, command } = others[name];
  const wanted = CLIENTS.find((one) => one.name === client);
  if (!wanted) throw new Error(`test/clients knows no ${client}`);
  const folder = await installed(wanted);
  const work = await mkdtemp(path.join(directory, `${name}-`));
  const file = path.join(work, 'messages.jsonl');
  await writeFile(file, bodies.map(({ messages }) => `${JSON.stringify(messages)}\n`).join(''));
  // A program finds its packages where they are installed.
  await copyFile(path.join(import.meta.dirname, 'others', program), path.join(folder, program));
  const env = { ...process.env, OPENAI_API_KEY: 'local', OPENAI_BASE_URL: url, INSPECT_LOG_DIR: work };
  return cpuOf(spawn(command(folder), [path.join(folder, program), file, model, `${inFlight}`], { cwd: work, env }));
}

function cpuOf(child: ReturnType<typeof spawn>): Promise<number> {
  let cpu = 0;
  let said = '';
  child.stderr?.on('data', (text) => {
    said = `${said}${text}`.slice(-2000);
  });
  child.stdout?.resume();
  const timer = setInterval(() => {
    if (child.exitCode === null) cpu = cpuMillisecondsOf(child.pid as number);
  }, 50);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      clearInterval(timer);
      if (code === 0) resolve(cpu);
      else reject(new Error(`ended with ${code}: ${said}`));
    });
  });
}
