import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runQuietly, SetupError, say } from './command.mjs';
import { withLock } from './lock.mjs';

/** The folder of the checkout. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Installs the packages of the lockfile unless they are there; safe when several processes ask at once.
 */
export async function ensurePackages() {
  if (packagesAreThere(root)) return;
  const onWait = () => say('Waiting for another process that installs the packages.');
  await withLock(join(root, '.tempera', 'packages.lock'), onWait, async () => {
    if (!packagesAreThere(root)) await install();
  });
}

/**
 * Whether node_modules holds each package of the lockfile in its version. npm writes what it installed, as the last
 * step, to a lockfile of its own in node_modules, so an install that was cut short does not count. The workspaces
 * themselves, and the links to them, are a part of the checkout.
 * @param {string} folder
 */
export function packagesAreThere(folder) {
  const installed = lockedPackages(join(folder, 'node_modules', '.package-lock.json'));
  const wanted = lockedPackages(join(folder, 'package-lock.json'));
  return Object.entries(wanted).every(([path, { version, link, optional, devOptional }]) => {
    if (link || !path.includes('node_modules/')) return true;
    const found = installed[path];
    return found ? found.version === version : optional || devOptional;
  });
}

/**
 * @param {string} lockfile
 * @returns {Record<string, { version?: string, link?: boolean, optional?: boolean, devOptional?: boolean }>}
 */
function lockedPackages(lockfile) {
  return existsSync(lockfile) ? JSON.parse(readFileSync(lockfile, 'utf8')).packages : {};
}

async function install() {
  say('Installing packages, once (npm ci).');
  // Packages run on Node 24, whatever the Node is that installs them: their wishes for it do not count here.
  const args = ['ci', '--include=dev', '--engine-strict=false', '--no-audit', '--no-fund', '--loglevel=error'];
  const { code, output } = await runQuietly('npm', args, { cwd: root, shell: process.platform === 'win32' });
  if (code !== 0) {
    throw new SetupError(
      `npm ci in ${root} failed. npm said:\n${output.trim()}\nMend that, then run the same command again.`,
    );
  }
}
