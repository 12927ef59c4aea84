import { Command } from 'commander';
import { type Doing, exitCodeTable } from '../program/exit-codes.ts';
import { printableJson } from '../program/printable.ts';
import type { Terminal } from '../program/terminal.ts';
import { type CommandName, commandFacts } from './command-facts.ts';

/** What every command works with. */
export interface CommandContext {
  terminal: Terminal;
  env: NodeJS.ProcessEnv;
  /** Begins to listen for Ctrl-C and the like, instead of ending at once. */
  interrupts(): AbortSignal;
  /** Sets the exit code of the command. */
  end(exitCode: number): void;
}

/** A command with what all of them have: `--json`, `--debug`, an example and its exit codes in its help. */
export function newCommand(name: CommandName, examples: readonly string[]): Command {
  return newSubcommand(name, commandFacts[name], examples);
}

/** The same of a command within another one, such as `schedule create`. */
export function newSubcommand(
  name: string,
  { does, doing }: { does: string; doing: readonly Doing[] },
  examples: readonly string[],
): Command {
  const help = ['', 'Examples:', ...examples.map((example) => `  ${example}`), '', exitCodeTable(doing)];
  return new Command(name)
    .description(does)
    .option('--json', 'print the result as JSON')
    .option('--debug', 'show where an unexpected error comes from')
    .addHelpText('after', help.join('\n'));
}

/** What `--gate` does to a command. */
export const gateOption = 'end with 0 only for the verdict that the spec demands, as "tempera gate" does';

/** A result on standard output. */
export function printJson({ terminal }: CommandContext, value: unknown): void {
  terminal.out(printableJson(value, 2));
}
