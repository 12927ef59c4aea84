import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError, say } from './command.mjs';
import { root } from './packages.mjs';

/** Exit code of what cannot start. */
const CANNOT_START = 3;

/**
 * Runs the task and ends this process as the task says: with its exit code, or by the signal that ended it.
 * @param {() => Promise<number | NodeJS.Signals>} task
 */
export async function endAs(task) {
  try {
    const end = await task();
    if (typeof end === 'number') process.exitCode = end;
    else process.kill(process.pid, end);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
    process.exitCode = CANNOT_START;
  }
}

/**
 * Runs Node 24 with these arguments on this terminal; signals reach it, and how it ended is returned.
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<number | NodeJS.Signals>}
 */
export function runNode(args, options = {}) {
  const child = spawn(node24(), args, { ...options, stdio: 'inherit' });
  const stopForwarding = forwardSignals(child);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      stopForwarding();
      resolve(signal ?? code ?? 1);
    });
  });
}

/** @param {import('node:child_process').ChildProcess} child */
function forwardSignals(child) {
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
  /** @param {NodeJS.Signals} signal */
  const forward = (signal) => {
    // Ctrl-C on a terminal reaches the child by itself, and a second one may mean something else to it.
    if (!(signal === 'SIGINT' && process.stdin.isTTY)) child.kill(signal);
  };
  for (const signal of signals) process.on(signal, forward);
  return () => {
    for (const signal of signals) process.off(signal, forward);
  };
}

function node24() {
  const packaged = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(packaged)) return packaged;
  if (Number.parseInt(process.versions.node, 10) >= 24) return process.execPath;
  throw new SetupError(
    `Tempera runs on Node 24, and this is Node ${process.versions.node}. The npm package "node" brings Node 24, but its ` +
      'install script did not run.\nRun "npm rebuild node --ignore-scripts=false" in the checkout, or install Node 24.',
  );
}
