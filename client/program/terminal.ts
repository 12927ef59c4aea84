import { exitCodes } from './exit-codes.ts';
import { printable } from './printable.ts';

/** Where a command writes: results to `out`, all that is only for a person's eyes to `note`. Neither can steer the terminal. */
export interface Terminal {
  out(text: string): void;
  note(text: string): void;
  /** The stream of notes, when it is a terminal whose lines can be drawn again. */
  screen?: NodeJS.WriteStream;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', endUnlessRead);
  return {
    out: (text) => void process.stdout.write(`${printable(text)}\n`),
    note: (text) => void process.stderr.write(`${printable(text)}\n`),
    ...(process.stderr.isTTY && process.stderr.columns > 0 && { screen: process.stderr }),
  };
}

/** `tempera report RUN | head` has read enough; a script that a full disk gave half of a report must not go on with it. */
function endUnlessRead({ code, message }: NodeJS.ErrnoException): void {
  if (code === 'EPIPE') return;
  process.stderr.write(`The output cannot be written: ${code ?? message}. Write it elsewhere.\n`);
  process.exit(exitCodes.cannotStart);
}
