import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { openRuns } from '../../runs/open-runs.ts';
import { findReport } from '../../runs/reports.ts';
import type { LocalEnvironment, LocalOptions } from '../local/environment.ts';
import { requireInstalled } from '../local/installed.ts';
import { anyPorts } from '../local/place.ts';
import { withLocalEnvironment } from '../local/with-local.ts';
import { exitCodeOf, type RunStatus } from '../looking/run-status.ts';
import { loadSpec } from '../program/spec-file.ts';
import { duration } from '../progress/words.ts';
import { copyReport } from '../review/report-files.ts';
import { type CommandContext, newCommand, printJson } from './command.ts';
import { withClient } from './open-client.ts';
import { printEnd } from './print-end.ts';
import { untilInterrupted } from './until-interrupted.ts';
import { watchToTheEnd } from './watch-run.ts';

const specFile = fileURLToPath(new URL('../../examples/demo/demo.yaml', import.meta.url));

/** `tempera demo` */
export function demoCommand(context: CommandContext): Command {
  return newCommand('demo', ['tempera demo', 'tempera demo --json   # the end of the run; nothing stays up']).action(
    (options: { json?: true }) => demo(context, options),
  );
}

async function demo(context: CommandContext, { json }: { json?: true }): Promise<void> {
  requireInstalled('demo');
  const { terminal } = context;
  const begun = Date.now();
  const place = await demoPlace(context);
  terminal.note('Rendering covers of old books, and starting a Temporal server, a sandbox and a worker …');
  // The covers are needed only once the run begins.
  const covers = renderCovers(path.join(place.data, 'covers'));
  covers.catch(() => undefined);
  await withLocalEnvironment(place, async (local) => {
    await covers;
    terminal.note(`Everything is up after ${duration((Date.now() - begun) / 1000)}.`);
    if (local.uiAddress) terminal.note(`The run in the Temporal UI: ${local.uiAddress}`);
    const status = await runDemo({ ...context, env: local.env });
    if (json) printJson(context, status);
    else await printEnd({ ...context, env: local.env }, status);
    await copyItsReport(context, place, status);
    context.end(exitCodeOf(status));
    if (terminal.screen && !json) await stayUp(context, local);
  });
}

async function demoPlace({ env, interrupts }: CommandContext): Promise<LocalOptions> {
  const directory = path.resolve('.tempera/demo');
  return {
    directory,
    env,
    ports: anyPorts,
    store: path.join(directory, 'store'),
    data: directory,
    abort: interrupts(),
  };
}

async function renderCovers(directory: string): Promise<void> {
  // Its libraries take longer to load than most commands take to run.
  const { renderDemoCovers } = await import('../../packages/demo/render.ts');
  await renderDemoCovers({ directory });
}

async function runDemo({ terminal, env, interrupts }: CommandContext): Promise<RunStatus> {
  const spec = await loadSpec(specFile);
  return await withClient(env, async ({ tempera }) => {
    const { runId } = await tempera.startRun(spec);
    terminal.note(`Run ${runId} started.`);
    const afterInterrupt = 'Interrupted: all of it ends, and the next demo begins afresh.';
    return await watchToTheEnd(tempera, runId, { terminal, interrupts: interrupts(), afterInterrupt });
  });
}

/** The demo has a store of its own, where no other command looks for the report. */
async function copyItsReport(
  { terminal }: CommandContext,
  { directory, store }: LocalOptions,
  { runId }: RunStatus,
): Promise<void> {
  const folder = openRuns(store);
  const stored = await findReport(folder, runId);
  if (!stored) return;
  const html = await copyReport(folder, stored, path.join(directory, 'report'));
  terminal.note(`Open it: ${html}`);
}

async function stayUp({ terminal, interrupts }: CommandContext, { uiAddress }: LocalEnvironment): Promise<void> {
  if (uiAddress) terminal.note(`Temporal UI: ${uiAddress}`);
  terminal.note('All of it stays up, so that you can look around. Ctrl-C ends it.');
  await untilInterrupted(interrupts());
}
