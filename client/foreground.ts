import { spawn } from 'node:child_process';
import { constants } from 'node:os';

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
    child.once('close', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGTERM']));
  });
}
