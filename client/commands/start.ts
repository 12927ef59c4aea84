import { type Command, InvalidArgumentError } from 'commander';
import { foreseenText } from '../../domain/report/words/foreseen-words.ts';
import type { Settings } from '../../domain/run/plan.ts';
import type { RunSpec } from '../../domain/spec/run-spec.ts';
import { freePorts, usualPlace } from '../local/place.ts';
import { withLocalEnvironment } from '../local/with-local.ts';
import { exitCodeOf, type RunStatus } from '../looking/run-status.ts';
import { ClientError } from '../program/client-error.ts';
import { loadSpec } from '../program/spec-file.ts';
import { createDataReading } from '../progress/data-reading.ts';
import { parseSetting } from '../starting/settings.ts';
import type { StartedRun } from '../starting/start-run.ts';
import { requireWorker } from '../temporal/temporal-runs.ts';
import { type CommandContext, gateOption, newCommand, printJson } from './command.ts';
import { endWatchAtGate } from './end-at-gate.ts';
import { type OpenClient, withClient } from './open-client.ts';
import { printEnd } from './print-end.ts';
import { watchToTheEnd } from './watch-run.ts';

interface Options {
  id?: string;
  wait?: true;
  local?: true;
  gate?: true;
  limit?: number;
  fineTune?: true;
  set?: Partial<Settings>;
  json?: true;
}

/** `tempera start SPEC` */
export function startCommand(context: CommandContext): Command {
  return newCommand('start', [
    'tempera start covers.yaml --wait',
    'tempera start covers.yaml --limit 5                # a trial: a few samples, no fine-tuning, no verdict',
    'tempera start covers.yaml --id nightly-42 --gate   # for CI: 0 only for the verdict that the spec demands',
    'TEMPERA_DATA=.tempera/demo tempera start examples/demo/demo.yaml --local   # once the demo has made its covers',
  ])
    .argument('<spec>', 'run spec, YAML or JSON')
    .option('--id <id>', "of the run (default: the spec's name and the time)")
    .option('--wait', 'show the run until it ends')
    .option('--local', 'start a server, a sandbox and a worker on this machine, and wait')
    .option('--gate', `wait, and ${gateOption}`)
    .option('--limit <samples>', 'make it a trial of this many test samples, without a verdict', parseLimit)
    .option('--fine-tune', 'let a trial fine-tune')
    .option('--set <name=value>', 'size, timeout or interval of the run, such as shardRows=20', parseSetting)
    .action((file: string, options: Options) => start(context, file, options));
}

async function start(context: CommandContext, file: string, options: Options): Promise<void> {
  const spec = await loadSpec(file);
  if (options.gate) refuseHopeless(spec, options);
  if (!options.local) return await startHere(context, spec, options);
  const place = usualPlace(context.env, context.interrupts(), await freePorts());
  context.terminal.note('Starting a Temporal server, a sandbox and a worker …');
  await withLocalEnvironment(place, ({ env }) => startHere({ ...context, env }, spec, { ...options, wait: true }));
}

async function startHere(context: CommandContext, spec: RunSpec, options: Options): Promise<void> {
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
  { id, wait, local, gate, limit, fineTune, set }: Options,
): Promise<{ started: StartedRun; status?: RunStatus }> {
  if (!local) await requireWorker(client);
  const reading = createDataReading(context.terminal);
  const options = {
    onData: reading.show,
    ...(id !== undefined && { runId: id }),
    ...(limit !== undefined && { limit }),
    ...(fineTune && { fineTune }),
    ...(set && { settings: set }),
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
      : ['Its data is not below TEMPERA_DATA here: the first worker that reads it pins it.']),
    ...(shown ? [shown] : []),
  ];
}

/** What cannot pass the gate however the run ends is said before anything is paid. */
function refuseHopeless({ verdict, on }: RunSpec, { limit }: Options): void {
  const reasons = [
    ...(limit === undefined ? [] : ['a trial has no verdict. Leave out --limit.']),
    ...(verdict ? [] : ['the spec names no verdict. Add one.']),
    ...(on === 'test' ? [] : ['the validation split is for choosing. Say "on: test".']),
  ];
  if (reasons[0]) throw new ClientError('badInput', `--gate: nothing can pass, ${reasons[0]}`);
}

function parseLimit(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a whole number above 0.');
}
