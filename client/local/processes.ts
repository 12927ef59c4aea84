import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { ClientError } from '../program/client-error.ts';
import { readOutput } from './child-output.ts';

/** A program to keep running beside us. */
export interface ChildProgram<Ready> {
  /** As a person calls it, such as `the worker`. */
  name: string;
  command: string;
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  /** The file that takes all it writes. */
  log: string;
  /** Resolves once it is of use; it may tell by the first line of its standard output. No use to wait once given up. */
  ready(firstLine: Promise<string>, givenUp: AbortSignal): Promise<Ready>;
  /** In milliseconds. */
  readyWithin: number;
  /** Ends the start; a program that is ready is stopped by its `stop`. */
  abort: AbortSignal;
}

/** A program that is of use. */
export interface RunningChild<Ready> {
  /** Of the process, which leads a group of its own. */
  pid: number;
  ready: Ready;
  /** Rejects with a {@link ClientError} when it ends before it is told to. */
  failed: Promise<never>;
  /** Asks it to end, and makes it when it takes longer than any call. */
  stop(): Promise<void>;
}

// In milliseconds, longer than the longest call (limits.timeoutSeconds): a worker records the answers that are on their way.
const grace = 65 * 60_000;

/**
 * Starts a program and waits until it is of use. It does not outlive this process, unless that is killed by SIGKILL.
 * @throws {ClientError} cannot start: it ended or is late; the message has its last lines
 */
export async function startChild<Ready>(program: ChildProgram<Ready>): Promise<RunningChild<Ready>> {
  // A group of its own: Ctrl-C reaches us alone, and we end the programs in an order that loses nothing.
  const child = spawn(program.command, program.args, {
    env: program.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = readOutput(child, program.log);
  const killNow = () => signalGroup(child, 'SIGKILL');
  process.once('exit', killNow);
  const ended = endOf(child).finally(() => process.off('exit', killNow));
  const wentWrong = (how: string): never => {
    const lastWords = output.lastLines.map((line) => `\n  ${line}`).join('');
    throw new ClientError('cannotStart', `${program.name} ${how}. All it wrote is in ${program.log}:${lastWords}`);
  };
  const failed = ended.then(wentWrong);
  // It may end when nobody waits for it any more.
  failed.catch(() => undefined);

  async function stop(): Promise<void> {
    signalGroup(child, 'SIGTERM');
    const timer = setTimeout(killNow, grace);
    await ended;
    clearTimeout(timer);
  }

  const waiting = new AbortController();
  try {
    const late = sleep(program.readyWithin, undefined, { ref: false }).then(() =>
      wentWrong(`is not ready after ${program.readyWithin / 1000} s`),
    );
    const ready = program.ready(output.firstLine, waiting.signal);
    const pid = child.pid ?? Number.NaN;
    return { pid, ready: await Promise.race([ready, failed, late, aborted(program.abort)]), failed, stop };
  } catch (error) {
    waiting.abort();
    await stop();
    throw error;
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** How a child ended, as the rest of a sentence. */
function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(`could not be started: ${error.message}`));
    child.once('close', (code, signal) => resolve(`ended with ${signal ?? `exit code ${code}`}`));
  });
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  const { pid, exitCode, signalCode } = child;
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // Windows has no groups; elsewhere it has ended by itself a moment ago.
    child.kill(signal);
  }
}
