import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { runQuietly, SetupError, say } from './command.mjs';
import { withLock } from './lock.mjs';

// The last version that `go install` accepts: later ones have a replace directive in their go.mod.
const VERSION = 'v1.5.1';
const GO_PACKAGE = `github.com/temporalio/cli/cmd/temporal@${VERSION}`;
const DOWNLOADS = 'https://temporal.download';
const PROGRESS_MS = 15_000;

/**
 * @typedef {object} CliSearch
 * @property {NodeJS.ProcessEnv} [env] where TEMPERA_TEMPORAL_CLI, PATH, XDG_CACHE_HOME and HOME are read
 * @property {string} [downloads] the site the CLI is downloaded from
 */

/**
 * Finds a Temporal CLI, or gets one, once: the one named by TEMPERA_TEMPORAL_CLI, the one on the PATH, the one in the
 * cache folder, a download into that folder, a build by Go into that folder. Returns what to execute.
 * @param {CliSearch} [search]
 * @returns {Promise<string>}
 * @throws {SetupError} saying what to do, when there is none to be had
 */
export async function findTemporalCli({ env = process.env, downloads = DOWNLOADS } = {}) {
  const named = env['TEMPERA_TEMPORAL_CLI'];
  if (named) return await namedCli(named, env);
  if (await isTemporalCli('temporal', env)) return 'temporal';
  const folder = cacheFolder(env);
  const cached = join(folder, process.platform === 'win32' ? 'temporal.exe' : 'temporal');
  if (await isTemporalCli(cached, env)) return cached;
  make(folder);
  const onWait = () => say('Waiting for another process that gets the Temporal CLI.');
  return await withLock(join(folder, 'lock'), onWait, async () => {
    if (!(await isTemporalCli(cached, env))) await get(cached, folder, env, downloads);
    return cached;
  });
}

/**
 * @param {string} named
 * @param {NodeJS.ProcessEnv} env
 */
async function namedCli(named, env) {
  if (await isTemporalCli(named, env)) return named;
  throw new SetupError(
    `TEMPERA_TEMPORAL_CLI is ${named}, which does not run as a Temporal CLI.\n` +
      'Set it to the path of the program "temporal", or unset it to have one found.',
  );
}

/**
 * @param {string} command
 * @param {NodeJS.ProcessEnv} env
 */
async function isTemporalCli(command, env) {
  const { code, output } = await runQuietly(command, ['--version'], { env });
  return code === 0 && /^temporal version/m.test(output);
}

/** @param {NodeJS.ProcessEnv} env */
function cacheFolder(env) {
  const caches = env['XDG_CACHE_HOME'] || join(env['HOME'] || homedir(), '.cache');
  return join(caches, 'tempera', `temporal-${VERSION}`);
}

/** @param {string} folder */
function make(folder) {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new SetupError(
      `The folder ${folder}, for the Temporal CLI, cannot be made: ${reason(error)}.\n` +
        'Set XDG_CACHE_HOME to a folder that you may write to, or TEMPERA_TEMPORAL_CLI to a Temporal CLI.',
    );
  }
}

/**
 * Fetches into a folder beside it first, so that the cache never holds half a program.
 * @param {string} cached
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 * @param {string} downloads
 */
async function get(cached, folder, env, downloads) {
  const workplace = join(folder, 'new');
  rmSync(workplace, { recursive: true, force: true });
  mkdirSync(workplace);
  try {
    const failures = [];
    for (const attempt of [() => download(downloads, workplace), () => build(workplace, env)]) {
      const { program, failure } = await attempt();
      if (program && (await isTemporalCli(program, env))) return renameSync(program, cached);
      failures.push(failure ?? `${program} does not run on this machine`);
    }
    throw new SetupError(nothingFound(failures));
  } finally {
    rmSync(workplace, { recursive: true, force: true });
  }
}

/** @param {readonly string[]} failures */
function nothingFound(failures) {
  return [
    'Tempera needs the Temporal CLI for a local Temporal server, and found none:',
    '- TEMPERA_TEMPORAL_CLI is not set, and there is no "temporal" on the PATH',
    ...failures.map((failure) => `- ${failure}`),
    'Do one of these, then run the same command again: install the Temporal CLI (https://docs.temporal.io/cli),',
    'set TEMPERA_TEMPORAL_CLI to its path, install Go, or set TEMPORAL_ADDRESS to a server that runs elsewhere.',
  ].join('\n');
}

/**
 * @param {string} downloads
 * @param {string} workplace
 * @returns {Promise<{ program?: string, failure?: string }>}
 */
async function download(downloads, workplace) {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  const query = `${downloads}/cli/${VERSION}?platform=${platform}&arch=${arch}&format=tar.gz`;
  try {
    // A closed network may swallow the question, so this one waits seconds, and only the archive minutes.
    const { archiveUrl, fileToExtract } = JSON.parse((await fetchBytes(query, 10_000)).toString());
    say(`Downloading the Temporal CLI ${VERSION}, once.`);
    writeFileSync(join(workplace, 'archive.tar.gz'), await fetchBytes(archiveUrl, 300_000));
    const { code, output } = await runQuietly('tar', ['-xzf', 'archive.tar.gz', fileToExtract], { cwd: workplace });
    return code === 0 ? { program: join(workplace, fileToExtract) } : { failure: `tar failed: ${output.trim()}` };
  } catch (error) {
    return { failure: `the download from ${downloads} failed: ${reason(error)}` };
  }
}

/**
 * @param {string} url
 * @param {number} timeoutMs
 */
async function fetchBytes(url, timeoutMs) {
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}

/** @param {unknown} error */
function reason(error) {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}

/**
 * @param {string} workplace
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ program?: string, failure?: string }>}
 */
async function build(workplace, env) {
  if ((await runQuietly('go', ['version'], { env })).code !== 0) return { failure: 'there is no Go to build it with' };
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1_000);
  const tell = () => say(`Building the Temporal CLI ${VERSION} with Go, once, about 5 minutes (${seconds()} s).`);
  tell();
  const progress = setInterval(tell, PROGRESS_MS);
  const { code, output } = await runQuietly('go', ['install', GO_PACKAGE], { env: { ...env, GOBIN: workplace } });
  clearInterval(progress);
  if (code !== 0)
    return { failure: `go install ${GO_PACKAGE} failed: ${output.trim().split('\n').slice(-3).join(' ')}` };
  return { program: join(workplace, process.platform === 'win32' ? 'temporal.exe' : 'temporal') };
}
