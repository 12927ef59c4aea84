import { Command } from 'commander';
import { adjudicateCommand } from './commands/adjudicate.ts';
import { calibrateCommand } from './commands/calibrate.ts';
import { cancelCommand } from './commands/cancel.ts';
import type { CommandContext } from './commands/command.ts';
import { compareCommand } from './commands/compare.ts';
import { demoCommand } from './commands/demo.ts';
import { gateCommand } from './commands/gate.ts';
import { listCommand } from './commands/list.ts';
import { prepareCommand } from './commands/prepare.ts';
import { reportCommand } from './commands/report.ts';
import { resumeCommand } from './commands/resume.ts';
import { retryCommand } from './commands/retry.ts';
import { sandboxCommand } from './commands/sandbox.ts';
import { startCommand } from './commands/start.ts';
import { statusCommand } from './commands/status.ts';
import { upCommand } from './commands/up.ts';
import { validateCommand } from './commands/validate.ts';
import { verifyCommand } from './commands/verify.ts';
import { watchCommand } from './commands/watch.ts';
import { workerCommand } from './commands/worker.ts';
import { exitCodes, exitCodeTable } from './exit-codes.ts';
import { explainError } from './explain-error.ts';
import { listenForInterrupts } from './interrupt.ts';
import { printableJson } from './printable.ts';
import type { Terminal } from './terminal.ts';

/** The commands, in the order in which one meets them. */
const commands = [
  demoCommand,
  validateCommand,
  prepareCommand,
  upCommand,
  startCommand,
  watchCommand,
  statusCommand,
  reportCommand,
  compareCommand,
  gateCommand,
  adjudicateCommand,
  calibrateCommand,
  listCommand,
  verifyCommand,
  cancelCommand,
  resumeCommand,
  retryCommand,
  workerCommand,
  sandboxCommand,
];

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
    await createProgram(context).parseAsync(args, { from: 'user' });
  } catch (error) {
    exitCode = tell(error, args, context);
  }
  return exitCode;
}

function createProgram(context: CommandContext): Command {
  const program = new Command('tempera')
    .description('Fine-tunes a vision model on a question-answering data set and proves whether that was worth it.')
    .addHelpText('after', `\nExample:\n  tempera demo\n\n${exitCodeTable()}`);
  for (const create of commands) program.addCommand(create(context));
  for (const command of [program, ...program.commands]) speakThrough(context, command);
  return program;
}

/** Commander writes to our terminal, and leaves the end of the process to us. */
function speakThrough({ terminal }: CommandContext, command: Command): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => terminal.out(text.trimEnd()),
    writeErr: (text) => terminal.note(text.trimEnd()),
  });
}

function tell(error: unknown, args: readonly string[], { terminal, env }: CommandContext): number {
  const { ending, exitCode, message } = explainError(error);
  if (args.includes('--json') && message) terminal.out(printableJson({ error: { ending, exitCode, message } }, 2));
  else if (message) terminal.note(message);
  const wantsTrace = args.includes('--debug') || env['TEMPERA_LOG_LEVEL'] === 'debug';
  if (wantsTrace && error instanceof Error && ending !== 'done') terminal.note(`${error.stack}`);
  return exitCode;
}
