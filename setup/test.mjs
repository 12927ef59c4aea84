import { join } from 'node:path';
import { SetupError, say } from './command.mjs';
import { endAs, runNode } from './launch.mjs';
import { ensurePackages, root } from './packages.mjs';
import { findTemporalCli } from './temporal-cli.mjs';

// Jest needs the first flag for ES modules, and the second keeps Node from warning about the first in each process.
const JEST = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
];

const args = process.argv.slice(2);
const namesTests = args.some((arg) => !arg.startsWith('-'));
// Long tests are a command of their own, unless a test is named.
const without = namesTests || args.includes('--selectProjects') ? [] : ['--ignoreProjects', 'long'];

await endAs(async () => {
  await ensurePackages();
  // Each worker, thread and program that a test starts compiles the same packages: 0.7 s of processor time a suite.
  const compiled = { NODE_COMPILE_CACHE: join(root, '.tempera', 'compile-cache') };
  const env = { ...compiled, ...process.env, ...(await temporalCli()) };
  return await runNode([...JEST, ...args, ...without], { cwd: root, env });
});

/** All tests need a Temporal server; a few that were named may do without. */
async function temporalCli() {
  try {
    return { TEMPERA_TEMPORAL_CLI: await findTemporalCli() };
  } catch (error) {
    if (!namesTests || !(error instanceof SetupError)) throw error;
    say(error.message);
    return {};
  }
}
