import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { runQuietly, say } from './command.mjs';
import { withLock } from './lock.mjs';

const VERSION = 'v1.8.0';
const GO_PACKAGE = `github.com/versity/versitygw/cmd/versitygw@${VERSION}`;

/**
 * Finds the S3 server of the long tests, or builds it by Go, once, which takes minutes: the one named by
 * TEMPERA_VERSITYGW, else that of the cache folder. Returns what to execute, or undefined where it cannot be had.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<string | undefined>}
 */
export async function findVersitygw(env = process.env) {
  const named = env['TEMPERA_VERSITYGW'];
  if (named) return named;
  const caches = env['XDG_CACHE_HOME'] || join(env['HOME'] || homedir(), '.cache');
  const folder = join(caches, 'tempera', `versitygw-${VERSION}`);
  const cached = join(folder, 'versitygw');
  if (await runs(cached, env)) return cached;
  mkdirSync(folder, { recursive: true });
  const onWait = () => say('Waiting for another process that builds versitygw.');
  return await withLock(join(folder, 'lock'), onWait, async () => {
    if (!(await runs(cached, env))) await build(folder, cached, env);
    return (await runs(cached, env)) ? cached : undefined;
  });
}

/**
 * @param {string} command
 * @param {NodeJS.ProcessEnv} env
 */
async function runs(command, env) {
  return (await runQuietly(command, ['--version'], { env })).code === 0;
}

/**
 * Into a folder beside it first, so that the cache never holds half a program.
 * @param {string} folder
 * @param {string} cached
 * @param {NodeJS.ProcessEnv} env
 */
async function build(folder, cached, env) {
  const workplace = join(folder, 'new');
  say(`Building the S3 server versitygw ${VERSION} with Go, once, about 3 minutes.`);
  const { code, output } = await runQuietly('go', ['install', GO_PACKAGE], { env: { ...env, GOBIN: workplace } });
  if (code === 0) renameSync(join(workplace, 'versitygw'), cached);
  else say(`go install ${GO_PACKAGE} failed: ${output.trim().split('\n').slice(-3).join(' ')}`);
  rmSync(workplace, { recursive: true, force: true });
}
