import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { exitCodes } from '../program/exit-codes.ts';

/** Runs a program of ours on this terminal, passes signals on, and tells its exit code. */
export function runInForeground(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  interrupts: AbortSignal,
): Promise<number> {
  const child = spawn(process.execPath, args, { env, stdio: 'inherit' });
  // Ctrl-C on a terminal reaches the child by itself as well; a second SIGTERM does no harm.
  interrupts.addEventListener('abort', () => child.kill('SIGTERM'), { once: true });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? endedBy(signal ?? 'SIGTERM', interrupts)));
  });
}

/** A program that was told to end before it could listen has ended as it was told. */
function endedBy(signal: NodeJS.Signals, { aborted }: AbortSignal): number {
  return aborted && signal === 'SIGTERM' ? exitCodes.done : 128 + constants.signals[signal];
}
