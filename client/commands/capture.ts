import { type Command, InvalidArgumentError } from 'commander';
import { captureContradictions, captureSpec, readSplits, splitsToCapture } from '../../domain/capture/capture-spec.ts';
import { type Split, splits } from '../../domain/data/sample.ts';
import { hasSplit } from '../../domain/data/splitting/split-names.ts';
import { ClientError } from '../program/client-error.ts';
import { loadSpec } from '../program/spec-file.ts';
import { parseSetting } from '../starting/settings.ts';
import { type BeginOptions, begin } from './begin.ts';
import { type CommandContext, newCommand } from './command.ts';
import { parseLimit } from './start.ts';

interface CaptureOptions extends Omit<BeginOptions, 'captures' | 'gate' | 'fineTune'> {
  splits?: Split[];
}

/** `tempera capture SPEC` */
export function captureCommand(context: CommandContext): Command {
  return newCommand('capture', [
    'tempera capture covers.yaml --wait                 # then: tempera export RUN',
    'tempera capture covers.yaml --limit 5 --wait       # a trial: are the models there, and what do they say?',
    'tempera capture covers.yaml --id old-model         # again with the same id: comes back to it',
  ])
    .argument('<spec>', 'run spec, YAML or JSON; of it data, prompt, candidates and repeats are used')
    .option(
      '--splits <names>',
      `of the data, by commas: ${splits.join(', ')} (default: all that it has but train)`,
      parseSplits,
    )
    .option('--id <id>', "of the capture (default: the spec's name and the time)")
    .option('--wait', 'show the capture until it ends')
    .option('--local', 'start a server, a sandbox and a worker on this machine, and wait')
    .option('--limit <samples>', 'make it a trial of this many samples of each split', parseLimit)
    .option('--set <name=value>', 'size, timeout or interval of the run, such as shardRows=20', parseSetting)
    .action(async (file: string, { splits: wanted, ...options }: CaptureOptions) => {
      const spec = await loadSpec(file, captureContradictions);
      const captures = wanted ?? splitsToCapture(spec);
      if (captures.length === 0)
        throw new ClientError('badInput', 'the data has no split but train. Say --splits train.');
      const missing = captures.find((split) => !hasSplit(spec.data, split));
      if (missing !== undefined) {
        throw new ClientError(
          'badInput',
          `--splits ${missing}: the data has no such split: data.source.${missing} is missing`,
        );
      }
      await begin(context, captureSpec(spec), { ...options, captures });
    });
}

function parseSplits(text: string): Split[] {
  const read = readSplits(text);
  if (read) return read;
  throw new InvalidArgumentError(`Expected some of ${splits.join(', ')}, by commas.`);
}
