import type { Command } from 'commander';
import { stringify } from 'yaml';
import { loadSpec } from '../program/spec-file.ts';
import { type CommandContext, newCommand, printJson } from './command.ts';

/** `tempera validate SPEC` */
export function validateCommand(context: CommandContext): Command {
  return newCommand('validate', [
    'tempera validate examples/demo/demo.yaml',
    'tempera validate examples/demo/demo.yaml --json',
  ])
    .argument('<spec>', 'run spec, YAML or JSON')
    .action(async (file: string, { json }: { json?: true }) => {
      const spec = await loadSpec(file);
      if (json) printJson(context, spec);
      else context.terminal.out(stringify(spec).trimEnd());
    });
}
