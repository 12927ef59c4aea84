import { Command, CommanderError } from 'commander';
import type { CommandContext } from '../commands/command.ts';
import { type CommandName, commandFacts } from '../commands/command-facts.ts';
import { exitCodes, exitCodeTable } from './exit-codes.ts';
import { listenForInterrupts } from './interrupt.ts';
import { printableJson } from './printable.ts';
import type { Terminal } from './terminal.ts';

/**
 * The command of a name, from the file of that name. It is loaded when it is called: what all of them import takes longer
 * to load than Node to start.
 */
async function load(name: CommandName): Promise<(context: CommandContext) => Command> {
  const file = (await import(`../commands/${name}.ts`)) as Record<string, (context: CommandContext) => Command>;
  return file[`${name}Command`] as (context: CommandContext) => Command;
}

/** Runs a `tempera` command, such as `['status', 'covers-1']`, and tells its exit code; it never throws. */
export async function runProgram(args: readonly string[], terminal: Terminal, env: NodeJS.ProcessEnv): Promise<number> {
  let exitCode: number = exitCodes.done;
  let interrupts: AbortSignal | undefined;
  const context: CommandContext = {
    terminal,
    env,
    interrupts: () => (interrupts ??= listenForInterrupts()),
    end: (code) => {
      exitCode = code;
    },
  };
  try {
    const program = await createProgram(context, args[0] === 'help' ? args[1] : args[0]);
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    exitCode = await tell(error, args, context);
  }
  return exitCode;
}

/** The program with the one command that was called, and with the outlines of all others. */
async function createProgram(context: CommandContext, called: string | undefined): Promise<Command> {
  const program = new Command('tempera')
    // What stands behind a command is its own, and behind one within it that one's.
    .enablePositionalOptions()
    .description('Fine-tunes a vision model on a question-answering data set and proves whether that was worth it.')
    .addHelpText('after', `\nExample:\n  tempera demo\n\n${exitCodeTable()}`);
  for (const name of Object.keys(commandFacts) as CommandName[]) {
    program.addCommand(name === called ? (await load(name))(context) : outlineOf(name));
  }
  const commands = [program, ...program.commands];
  for (const command of commands.flatMap((one) => [one, ...one.commands])) speakThrough(context, command);
  return program;
}

/** What the overview shows of a command. */
function outlineOf(name: CommandName): Command {
  const { does, ...facts } = commandFacts[name];
  const outline = new Command(name).description(does).option('--json');
  return 'takes' in facts ? outline.arguments(facts.takes) : outline;
}

/** Commander writes to our terminal, and leaves the end of the process to us. */
function speakThrough({ terminal }: CommandContext, command: Command): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => terminal.out(text.trimEnd()),
    writeErr: (text) => terminal.note(text.trimEnd()),
  });
}

async function tell(error: unknown, args: readonly string[], { terminal, env }: CommandContext): Promise<number> {
  // Commander has printed its message, or the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.badInput;
  const { explainError } = await import('./explain-error.ts');
  const { ending, exitCode, message } = explainError(error);
  if (args.includes('--json') && message) terminal.out(printableJson({ error: { ending, exitCode, message } }, 2));
  else if (message) terminal.note(message);
  const wantsTrace = args.includes('--debug') || env['TEMPERA_LOG_LEVEL'] === 'debug';
  if (wantsTrace && error instanceof Error && ending !== 'done') terminal.note(`${error.stack}`);
  return exitCode;
}
