import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { withClient } from '../../client/commands/open-client.ts';
import { isResting, type RunStatus } from '../../client/looking/run-status.ts';
import type { TemperaClient } from '../../client/tempera-client.ts';
import type { RunResult } from '../../domain/run/run.ts';
import { openRuns } from '../../runs/open-runs.ts';
import { type Paid, paidFor } from '../chaos/paid.ts';
import type { Subject } from '../chaos/subjects.ts';
import { type Programs, startPrograms } from '../integration/programs.ts';
import { type ComparableReport, comparableReport } from '../integration/reports.ts';
import type { Lie } from './lie.ts';
import { honest, type LyingProxy, startProxy } from './proxy.ts';

/** What a run has made of its provider's lies. */
export interface Outcome extends Paid {
  status: RunStatus;
  /** Why it waited for a person, each time. */
  blocks: string[];
  report?: ComparableReport;
  /** Files of store and logs in which the key stands. */
  leaks: string[];
  seconds: number;
}

const runId = 'lied-to';

/** Unlike anything else, so that finding it anywhere means that it leaked. */
const key = 'sk-lied-to-4f9d2c71';

/** The longest that a run may take, in seconds; every wait of its own is shorter. */
export const bound = 240;

/**
 * Carries out a run with programs of its own below `directory`, whose provider lies. Where the run waits for a person,
 * that person makes the provider honest, and resumes. Throws when a program ends by itself, or the bound is passed.
 */
export async function liedToRun(
  directory: string,
  data: string,
  subject: Subject,
  { tell, cancelled }: Pick<Lie, 'tell' | 'cancelled'>,
): Promise<Outcome> {
  const proxy = await startProxy();
  const programs = await startPrograms(directory, {
    TEMPERA_DATA: data,
    TEMPERA_LOG_LEVEL: 'warn',
    TEMPERA_SANDBOX_KEY: key,
    TEMPERA_SANDBOX_URL: `${proxy.url}/v1`,
  });
  proxy.target = programs.sandboxUrl;
  proxy.tell = tell;
  try {
    const carriedOut = carryOut(programs, proxy, subject, cancelled ?? false);
    const outcome = await Promise.race([carriedOut, crashed(programs), tooLate()]);
    const folders = ['store', 'logs'].map((name) => path.join(directory, name));
    return { ...outcome, leaks: (await Promise.all(folders.map(leaksBelow))).flat() };
  } finally {
    proxy.tell = honest;
    await programs.stop();
    await proxy.close();
  }
}

async function leaksBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const found = await Promise.all(
    files.map(async (file) => ((await readFile(file, 'latin1')).includes(key) ? [file] : [])),
  );
  return found.flat();
}

async function carryOut(
  programs: Programs,
  proxy: LyingProxy,
  { spec, settings }: Subject,
  isCancelled: boolean,
): Promise<Omit<Outcome, 'leaks'>> {
  const begun = Date.now();
  return await withClient(programs.env, async ({ tempera, client }) => {
    await tempera.startRun(spec, { runId, settings });
    const { status, blocks } = await ended(
      tempera,
      proxy,
      isCancelled ? async () => (await paidFor(programs)).jobs > 0 : undefined,
    );
    const seconds = (Date.now() - begun) / 1000;
    const common = { status, blocks, seconds, ...(await paidFor(programs)) };
    if (status.state !== 'done' && status.state !== 'incomplete') return common;
    const result: RunResult = await client.workflow.getHandle(runId).result();
    const store = openRuns(path.resolve(String(programs.env['TEMPERA_STORE'])));
    return { ...common, report: await comparableReport(store, result) };
  });
}

async function ended(
  tempera: TemperaClient,
  proxy: LyingProxy,
  hasJob: (() => Promise<boolean>) | undefined,
): Promise<Pick<Outcome, 'status' | 'blocks'>> {
  const blocks: string[] = [];
  let isToCancel = hasJob;
  for (;;) {
    const status = await tempera.describeRun(runId);
    if (status.state === 'blocked') {
      blocks.push(status.blocked ?? '');
      proxy.tell = honest;
      await tempera.resumeRun(runId).catch(() => undefined);
    } else if (isResting(status)) return { status, blocks };
    if (await isToCancel?.()) {
      isToCancel = undefined;
      await tempera.cancelRun(runId);
    }
    await sleep(250);
  }
}

async function crashed(programs: Programs): Promise<never> {
  const names = ['worker', 'sandbox', 'server'] as const;
  throw new Error(await Promise.race(names.map((name) => programs.ended(name))));
}

async function tooLate(): Promise<never> {
  await sleep(1000 * bound, undefined, { ref: false });
  throw new Error(`the run has not ended after ${bound} seconds`);
}
