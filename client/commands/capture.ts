import type { Command } from 'commander';
import { captureSpec, checkCapture } from '../../domain/capture/capture-spec.ts';
import type { RunSpec } from '../../domain/spec/run-spec.ts';
import { findContradictions } from '../../domain/spec/spec-checks.ts';
import type { Finding } from '../../domain/spec/spec-issues.ts';
import { loadSpec } from '../program/spec-file.ts';
import { parseSetting } from '../starting/settings.ts';
import { type BeginOptions, begin } from './begin.ts';
import { type CommandContext, newCommand } from './command.ts';
import { parseLimit } from './start.ts';

type CaptureOptions = Omit<BeginOptions, 'captures' | 'gate' | 'fineTune'>;

/** `tempera capture SPEC` */
export function captureCommand(context: CommandContext): Command {
  return newCommand('capture', [
    'tempera capture covers.yaml --wait                 # then: tempera export RUN',
    'tempera capture covers.yaml --limit 5 --wait       # a trial: are the models there, and what do they say?',
    'tempera capture covers.yaml --id old-model         # again with the same id: comes back to it',
  ])
    .argument('<spec>', 'run spec, YAML or JSON; of it data, prompt, candidates and repeats are used')
    .option('--id <id>', "of the capture (default: the spec's name and the time)")
    .option('--wait', 'show the capture until it ends')
    .option('--local', 'start a server, a sandbox and a worker on this machine, and wait')
    .option('--limit <samples>', 'make it a trial of this many samples', parseLimit)
    .option('--set <name=value>', 'size, timeout or interval of the run, such as shardRows=20', parseSetting)
    .action(async (file: string, options: CaptureOptions) => {
      const spec = await loadSpec(file, check);
      await begin(context, captureSpec(spec), { ...options, captures: true });
    });
}

/** A capture is not kept from what it has no use for. */
function check(spec: RunSpec): Finding[] {
  const own = checkCapture(spec);
  return own.length > 0 ? own : findContradictions(captureSpec(spec));
}
