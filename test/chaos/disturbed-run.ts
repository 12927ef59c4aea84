import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowFailedError } from '@temporalio/client';
import { withClient } from '../../client/commands/open-client.ts';
import { ClientError } from '../../client/program/client-error.ts';
import type { RunResult } from '../../domain/run/run.ts';
import type { FaultRule } from '../../packages/sandbox/faults/fault.ts';
import { openRuns } from '../../runs/open-runs.ts';
import { type ProgramName, type Programs, startPrograms } from '../integration/programs.ts';
import { type ComparableReport, comparableReport } from '../integration/reports.ts';
import { addFaults } from '../integration/sandbox-calls.ts';
import { type Control, controlIn } from './control.ts';
import { keepUp } from './keep-up.ts';
import type { MadeKill, PlannedKill, Reached } from './kill.ts';
import { type Paid, paidFor } from './paid.ts';
import type { Subject } from './subjects.ts';

/** What a run has left, and what was done to it. */
export interface Outcome extends Paid {
  report: ComparableReport;
  kills: MadeKill[];
  /** Planned, and not made: the run was past the moment. */
  missed: PlannedKill[];
  reached: Reached[];
  seconds: number;
}

const preload = new URL('preload/main.ts', import.meta.url);

/**
 * Carries out a run with programs of its own below `directory`, which are killed as planned and started again at once.
 * `store` are variables by which its store lies elsewhere.
 * Throws when the run fails, has not ended after 20 minutes, or a program ends by itself.
 */
export async function disturbedRun(
  directory: string,
  data: string,
  subject: Subject,
  plan: readonly PlannedKill[],
  store: NodeJS.ProcessEnv = {},
): Promise<Outcome> {
  const control = controlIn(path.join(directory, 'control'));
  control.create(plan);
  const programs = await startPrograms(directory, {
    TEMPERA_DATA: data,
    TEMPERA_LOG_LEVEL: 'error',
    TEMPERA_CHAOS: path.join(directory, 'control'),
    NODE_OPTIONS: `--import=${preload}`,
    ...store,
  });
  const started = (name: ProgramName) => makeReady(name, programs, control, subject);
  const keptUp = keepUp(programs, started);
  try {
    await Promise.all([started('server'), started('sandbox')]);
    const since = performance.now();
    const ended = await Promise.race([carryOut(programs, subject), keptUp.failed, tooLate()]);
    const seconds = (performance.now() - since) / 1000;
    const kills = plan.map((_, number) => control.made(number));
    return {
      ...ended,
      ...(await paidFor(programs)),
      kills: kills.filter((kill) => kill !== undefined),
      missed: plan.filter((_, number) => kills[number] === undefined),
      reached: control.allReached(),
      seconds,
    };
  } finally {
    await keptUp.end();
  }
}

/** The server cannot announce itself, and a sandbox forgets that it is to be slow. */
async function makeReady(name: ProgramName, programs: Programs, control: Control, { slow }: Subject): Promise<void> {
  if (name === 'server') control.announce(name, programs.pidOf(name));
  if (name !== 'sandbox') return;
  const faults: FaultRule[] = [
    { match: { path: '/chat/completions' }, do: { kind: 'slow', ms: slow.chat } },
    { match: { method: 'POST', path: '/fine_tuning/jobs' }, do: { kind: 'job-stuck', in: 'queued', ms: slow.job } },
  ];
  // It may have been killed again meanwhile.
  await addFaults(programs.sandboxUrl, faults).catch((error: unknown) => {
    if (!(error instanceof TypeError)) throw error;
  });
}

async function carryOut(programs: Programs, { spec, settings }: Subject) {
  const runId = 'chaos';
  return await withClient(programs.env, async ({ tempera, client }) => {
    await throughKills(() => tempera.startRun(spec, { runId, settings }));
    const result: RunResult = await throughKills(() => client.workflow.getHandle(runId).result());
    const store = openRuns(String(programs.env['TEMPERA_STORE']));
    return { report: await comparableReport(store, result) };
  });
}

/** Asks again while the server is only coming back. */
async function throughKills<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof WorkflowFailedError || error instanceof ClientError) throw error;
      await sleep(500);
    }
  }
}

/** A guard against a run that will never end. */
async function tooLate(): Promise<never> {
  await sleep(20 * 60_000, undefined, { ref: false });
  throw new Error('the run has not ended after 20 minutes');
}
