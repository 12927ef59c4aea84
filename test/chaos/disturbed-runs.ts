import { rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, WorkflowFailedError } from '@temporalio/client';
import { type OpenClient, withClient } from '../../client/commands/open-client.ts';
import type { Settings } from '../../domain/plan.ts';
import type { RunResult } from '../../domain/run.ts';
import type { RunSpec } from '../../domain/run-spec.ts';
import { renderDemoCovers } from '../../examples/demo-covers/render.ts';
import { createFolderStore } from '../../storage/folder-store.ts';
import { type ProgramName, type Programs, startPrograms } from '../integration/programs.ts';
import { type ComparableReport, comparableReport } from '../integration/reports.ts';
import { callsOf } from '../integration/sandbox-calls.ts';
import { type Work, works, workUnderWay } from './work-under-way.ts';

/** A kill to come: once this work has been under way for so many milliseconds, or so many chat calls were served in all. */
export interface Kill {
  programs: readonly ProgramName[];
  at: Work;
  after?: number;
  calls?: number;
}

/** A kill that was made, and the work that was under way then. */
export interface MadeKill {
  programs: readonly ProgramName[];
  during: Work | 'between two';
}

export interface DisturbedRun {
  report: ComparableReport;
  kills: MadeKill[];
  /** Chat calls that the sandbox served more than once. */
  paidAgain: number;
  jobs: number;
  uploads: number;
  seconds: number;
  /** How long each work was under way, in milliseconds. */
  durations: Partial<Record<Work, number>>;
}

/** Programs to kill, and runs of one spec on them, each with a store and a sandbox's state of its own. */
export interface Chaos {
  run(runId: string, kills: readonly Kill[]): Promise<DisturbedRun>;
  close(): Promise<void>;
}

/** Starts the programs below `directory`; the sandbox takes `latency` milliseconds for a chat call. */
export async function openChaos(directory: string, spec: RunSpec, settings: Settings, latency: number): Promise<Chaos> {
  await renderDemoCovers({ directory: path.join(directory, 'data') });
  const programs = await startPrograms(directory, { TEMPERA_LOG_LEVEL: 'error' });

  async function start(name: ProgramName): Promise<void> {
    await programs.start(name);
    if (name === 'sandbox') await slowDown(programs, latency);
  }

  /** To a store and a sandbox that know of no other run: they would lend it their file, job and readings. */
  async function moveTo(store: string): Promise<void> {
    programs.env['TEMPERA_STORE'] = store;
    await Promise.all([programs.kill('worker'), programs.kill('sandbox')]);
    await rm(path.join(directory, 'sandbox'), { recursive: true });
    await Promise.all([start('worker'), start('sandbox')]);
  }

  async function make(kill: Kill, client: Client, runId: string): Promise<MadeKill> {
    const during = (await workUnderWay(client, runId)) ?? 'between two';
    await Promise.all(kill.programs.map(programs.kill));
    await Promise.all(kill.programs.map(start));
    return { programs: kill.programs, during };
  }

  async function run(runId: string, due: readonly Kill[]): Promise<DisturbedRun> {
    await moveTo(path.join(directory, 'stores', runId));
    const since = performance.now();
    return await withClient(programs.env, async ({ tempera, client }: OpenClient) => {
      await tempera.startRun(spec, { runId, settings });
      const kills: MadeKill[] = [];
      const stopwatch = watchWorks(client, runId, programs);
      for (const kill of due) {
        if (!(await stopwatch.isDue(kill))) break;
        const made = await make(kill, client, runId);
        // One that came too late disturbed nothing.
        if (made.during !== 'ended') kills.push(made);
      }
      const durations = await stopwatch.untilEnd();
      const result = await resultOf(client, runId);
      const store = createFolderStore(String(programs.env['TEMPERA_STORE']));
      return {
        report: await comparableReport(store, result),
        kills,
        durations,
        seconds: (performance.now() - since) / 1000,
        ...(await paidFor(programs)),
      };
    });
  }

  return { run, close: programs.stop };
}

async function slowDown({ sandboxUrl }: Programs, ms: number): Promise<void> {
  const faults = [{ match: { path: '/chat/completions' }, do: { kind: 'slow', ms } }];
  const response = await fetch(`${sandboxUrl}/sandbox/faults`, { method: 'POST', body: JSON.stringify({ faults }) });
  if (!response.ok) throw new Error(`the sandbox refuses the fault: ${await response.text()}`);
}

/** Follows a run from work to work. */
function watchWorks(client: Client, runId: string, programs: Programs) {
  const seen = new Map<Work, { first: number; last: number }>();
  let furthest = 0;

  async function look(): Promise<void> {
    const work = await workUnderWay(client, runId);
    if (work) {
      const now = performance.now();
      seen.set(work, { first: seen.get(work)?.first ?? now, last: now });
      furthest = Math.max(furthest, works.indexOf(work));
    }
    await sleep(10);
  }

  return {
    /** Resolves when it is time for the kill: false when the run has ended before. */
    async isDue({ at, after = 0, calls = 0 }: Kill): Promise<boolean> {
      while (furthest < works.indexOf(at)) await look();
      const start = seen.get(at)?.first ?? 0;
      const isEarly = async () => performance.now() < start + after || (await chatsServed(programs)).served < calls;
      while (furthest === works.indexOf(at) && (await isEarly())) await look();
      return !seen.has('ended');
    },
    async untilEnd(): Promise<DisturbedRun['durations']> {
      while (!seen.has('ended')) await look();
      return Object.fromEntries([...seen].map(([work, { first, last }]) => [work, last - first]));
    },
  };
}

/** Asks again while the server is only coming back. */
async function resultOf(client: Client, runId: string): Promise<RunResult> {
  for (;;) {
    try {
      return await client.workflow.getHandle(runId).result();
    } catch (error) {
      if (error instanceof WorkflowFailedError) throw error;
      await sleep(500);
    }
  }
}

async function paidFor(programs: Programs): Promise<Pick<DisturbedRun, 'paidAgain' | 'jobs' | 'uploads'>> {
  const countOf = async (operation: string) => total(await callsOf(programs.sandboxUrl, operation)).served;
  const { served, distinct } = await chatsServed(programs);
  return {
    paidAgain: served - distinct,
    jobs: await countOf('POST /fine_tuning/jobs'),
    uploads: await countOf('POST /files'),
  };
}

async function chatsServed({ sandboxUrl }: Programs) {
  return total(await callsOf(sandboxUrl, 'POST /chat/completions'));
}

function total(calls: readonly { served: number; distinct: number }[]) {
  const sum = (key: 'served' | 'distinct') => calls.reduce((all, one) => all + one[key], 0);
  return { served: sum('served'), distinct: sum('distinct') };
}
