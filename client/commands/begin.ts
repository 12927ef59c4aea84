import { capLines } from '../../domain/cost/budget/cap-lines.ts';
import type { Estimate } from '../../domain/cost/estimate-schema.ts';
import { estimateLines } from '../../domain/cost/estimate-words.ts';
import type { Split } from '../../domain/data/sample.ts';
import { foreseenText } from '../../domain/report/words/foreseen-words.ts';
import { wrapped } from '../../domain/report/words/wrapped.ts';
import type { Settings } from '../../domain/run/plan.ts';
import type { RunSpec } from '../../domain/spec/run-spec.ts';
import { anyPorts, usualPlace } from '../local/place.ts';
import { withLocalEnvironment } from '../local/with-local.ts';
import { exitCodeOf, type RunStatus } from '../looking/run-status.ts';
import { createDataReading } from '../progress/data-reading.ts';
import type { StartedRun } from '../starting/start-run.ts';
import { requireWorker } from '../temporal/temporal-runs.ts';
import { type CommandContext, printJson } from './command.ts';
import { endWatchAtGate } from './end-at-gate.ts';
import { type OpenClient, withClient } from './open-client.ts';
import { printEnd } from './print-end.ts';
import { watchToTheEnd } from './watch-run.ts';

/** How a command begins a run. */
export interface BeginOptions {
  id?: string;
  wait?: true;
  local?: true;
  gate?: true;
  limit?: number;
  fineTune?: true;
  /** Makes it a capture of these splits. */
  captures?: readonly Split[];
  set?: Partial<Settings>;
  json?: true;
}

/** Starts a run here, or on a server, a sandbox and a worker of its own, and watches it where that is asked for. */
export async function begin(context: CommandContext, spec: RunSpec, options: BeginOptions): Promise<void> {
  if (!options.local) return await startHere(context, spec, options);
  const place = usualPlace(context.env, context.interrupts(), anyPorts);
  context.terminal.note('Starting a Temporal server, a sandbox and a worker …');
  await withLocalEnvironment(place, ({ env }) => startHere({ ...context, env }, spec, { ...options, wait: true }));
}

async function startHere(context: CommandContext, spec: RunSpec, options: BeginOptions): Promise<void> {
  const { json } = options;
  const { started, status } = await withClient(context.env, (open) => carryOut(context, open, spec, options));
  if (json) printJson(context, { ...started, ...status });
  else if (status) await printEnd(context, status);
  else {
    context.terminal.out(started.runId);
    context.terminal.note(`Watch it: tempera watch ${started.runId}`);
  }
  if (status && options.gate) await endWatchAtGate(context, status);
  else if (status) context.end(exitCodeOf(status));
}

async function carryOut(
  context: CommandContext,
  { client, tempera }: OpenClient,
  spec: RunSpec,
  { id, wait, local, gate, limit, fineTune, captures, set }: BeginOptions,
): Promise<{ started: StartedRun; status?: RunStatus }> {
  if (!local) await requireWorker(client);
  const reading = createDataReading(context.terminal);
  const options = {
    onData: reading.show,
    onEstimate: (estimate: Estimate) => {
      reading.end();
      for (const line of [...estimateLines(estimate), ...capLines(spec, estimate)]) context.terminal.note(line);
    },
    ...(id !== undefined && { runId: id }),
    ...(limit !== undefined && { limit }),
    ...(fineTune && { fineTune }),
    ...(captures && { captures }),
    ...(set && { settings: set }),
    ...(local && { liesHere: true as const }),
  };
  const started = await tempera.startRun(spec, options).finally(reading.end);
  for (const line of whatStarted(started, spec)) context.terminal.note(line);
  if (started.settingsKept && set) context.terminal.note('--set is not applied: the run goes on as it was started.');
  if (!wait && !gate) return { started };
  const { terminal } = context;
  const status = await watchToTheEnd(tempera, started.runId, {
    terminal,
    interrupts: context.interrupts(),
    ...(local && { afterInterrupt: `The server ends with this command. The run goes on with the next "tempera up".` }),
  });
  return { started, status };
}

function whatStarted(started: StartedRun, spec: RunSpec): string[] {
  const { runId, attached, leftOut, dataPinned, images, foreseen } = started;
  const shown = images !== undefined && foreseen && foreseenText(spec, images, foreseen, { unseen: true });
  const left = `A trial without fine-tuning asks only what exists; left out: ${leftOut.join(', ')}.`;
  return [
    attached ? `Run ${runId} is there already, with the same spec: nothing was started.` : `Run ${runId} started.`,
    ...(leftOut.length > 0 ? [left] : []),
    ...(attached || dataPinned
      ? []
      : [
          'Its data is not below TEMPERA_DATA here: the first worker that reads it pins it, and nobody knows yet what it will take.',
        ]),
    ...(shown ? [wrapped(shown)] : []),
    ...(spec.approval && !attached ? [`It waits for approval before it pays: tempera approve ${runId}`] : []),
  ];
}
