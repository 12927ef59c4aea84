import { spawn } from 'node:child_process';

/** What keeps the set-up from going on, in words for the person at the terminal. */
export class SetupError extends Error {}

/**
 * Tells the person at the terminal what goes on; standard output stays free for results.
 * @param {string} line
 */
export const say = (line) => {
  process.stderr.write(`${line}\n`);
};

/**
 * Runs a command without showing it; `output` is all it wrote, in order, and `code` is -1 when it could not start.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export async function runQuietly(command, args, options = {}) {
  try {
    return await ended(spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] }));
  } catch (error) {
    return { code: -1, output: /** @type {Error} */ (error).message };
  }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<{ code: number, output: string }>}
 */
function ended(child) {
  return new Promise((resolve, reject) => {
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? -1, output }));
  });
}
