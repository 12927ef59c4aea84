import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { seededRandom } from '../../../packages/sandbox/learning/chance.ts';
import { COVERS, clientFor, ended, trainingFile } from './harness.ts';

/** How often it is killed; TEMPERA_KILLS=20 for a longer run. */
const KILLS = Number(process.env['TEMPERA_KILLS'] ?? 8);
const stateDir = mkdtempSync(join(tmpdir(), 'tempera-sandbox-kill-'));
let child: ChildProcess | undefined;

/** Starts the sandbox as a process of its own and returns a client, once it listens. */
async function start(): Promise<OpenAI> {
  const main = new URL('../../../packages/sandbox/main.ts', import.meta.url).pathname;
  child = spawn(process.execPath, [main, '--port', '0', '--state', stateDir], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [line] = await once(child.stdout ?? child, 'data');
  return clientFor({ url: JSON.parse(String(line)).listening });
}

async function stop(signal: NodeJS.Signals): Promise<number | null> {
  const exit = child === undefined ? undefined : once(child, 'exit');
  child?.kill(signal);
  return (await exit)?.[0] ?? null;
}

afterAll(async () => {
  if (child?.exitCode === null) await stop('SIGKILL');
  rmSync(stateDir, { recursive: true });
});

describe('a sandbox process', () => {
  it('keeps whatever it acknowledged through kills, and its jobs go on to the end', async () => {
    const random = seededRandom(20);
    const training = await trainingFile(COVERS);
    const files = new Map<string, string>();
    const jobs: string[] = [];
    for (let kill = 0; kill < KILLS; kill += 1) {
      const openai = await start();
      // After so many acknowledged files, however fast the machine is; sometimes before the first.
      const last = Math.floor(random() * 10) - 2;
      let killed: Promise<unknown> | undefined;
      const killSoon = () => {
        killed ??= sleep(20 * random()).then(async () => await stop('SIGKILL'));
      };
      if (last < 0) killSoon();
      try {
        const base = await openai.files.create({ purpose: 'fine-tune', file: training });
        const job = await openai.fineTuning.jobs.create({
          model: 'gpt-4o-2024-08-06',
          training_file: base.id,
          seed: 5,
        });
        jobs.push(job.id);
        for (let number = 0; ; number += 1) {
          const content = `{"kill":${kill},"number":${number}}\n`.repeat(1 + number * 50);
          const { id } = await openai.files.create({ purpose: 'fine-tune', file: new File([content], 'a.jsonl') });
          files.set(id, content);
          if (number === last) killSoon();
        }
      } catch (error) {
        expect(error).toBeInstanceOf(OpenAI.APIConnectionError);
      }
      await killed;
    }
    const openai = await start();
    expect(files.size).toBeGreaterThan(KILLS);
    for (const [id, content] of files) expect(await (await openai.files.content(id)).text()).toBe(content);
    expect(jobs.length).toBeGreaterThan(KILLS / 4);
    const outcomes = await Promise.all(jobs.map(async (id) => await ended(openai, id)));
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['succeeded']));
    expect(new Set(outcomes.map(({ fine_tuned_model }) => fine_tuned_model)).size).toBe(1);
    const { data } = await openai.fineTuning.jobs.listEvents(jobs[0] ?? '', { limit: 100 });
    expect(new Set(data.map(({ message }) => message)).size).toBe(data.length);
  });

  it('ends cleanly when it is asked to', async () => {
    expect(await stop('SIGTERM')).toBe(0);
  });
});
