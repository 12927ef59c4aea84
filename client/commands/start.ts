import { type Command, InvalidArgumentError } from 'commander';
import type { RunSpec } from '../../domain/spec/run-spec.ts';
import { ClientError } from '../program/client-error.ts';
import { loadSpec } from '../program/spec-file.ts';
import { parseSetting } from '../starting/settings.ts';
import { type BeginOptions, begin } from './begin.ts';
import { type CommandContext, gateOption, newCommand } from './command.ts';

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
    .action((file: string, options: BeginOptions) => start(context, file, options));
}

async function start(context: CommandContext, file: string, options: BeginOptions): Promise<void> {
  const spec = await loadSpec(file);
  if (options.gate) refuseHopeless(spec, options);
  await begin(context, spec, options);
}

/** What cannot pass the gate however the run ends is said before anything is paid. */
function refuseHopeless({ verdict, on }: RunSpec, { limit }: BeginOptions): void {
  const reasons = [
    ...(limit === undefined ? [] : ['a trial has no verdict. Leave out --limit.']),
    ...(verdict ? [] : ['the spec names no verdict. Add one.']),
    ...(on === 'test' ? [] : ['the validation split is for choosing. Say "on: test".']),
  ];
  if (reasons[0]) throw new ClientError('badInput', `--gate: nothing can pass, ${reasons[0]}`);
}

/** Reads a number of samples; a commander option parser. */
export function parseLimit(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a whole number above 0.');
}
