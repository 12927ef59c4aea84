import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Law, laws } from './laws.ts';

/**
 * Breaks each law in a copy of the working tree, and demands that its test fails there, and only then. `--outputFile` takes
 * the counts under the names that Jest gives them.
 */

const { outputFile } = parseArgs({ options: { outputFile: { type: 'string' } } }).values;
const root = path.resolve(import.meta.dirname, '..', '..');
const copy = mkdtempSync(path.join(tmpdir(), 'tempera-laws-'));
try {
  copyWorkingTree();
  const whole = endsOf(laws);
  const caught = laws.filter((law) => isCaught(law, whole)).length;
  const missed = laws.length - caught;
  console.log(`${laws.length} laws, ${laws.length} broken, ${caught} caught`);
  if (outputFile !== undefined) writeResults(outputFile, caught, missed);
  if (missed > 0) process.exitCode = 1;
} finally {
  rmSync(copy, { recursive: true });
}

/** All but what Git ignores; packages by a link. */
function copyWorkingTree(): void {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  const files = listed.toString().split('\0').filter(Boolean);
  for (const file of files) if (existsSync(path.join(root, file))) cpSync(path.join(root, file), path.join(copy, file));
  symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
}

function isCaught(law: Law, whole: Ends): boolean {
  applyPatch(law);
  const broken = endsOf([law]);
  applyPatch(law, '--reverse');
  const [before, after] = [whole, broken].map((ends) => ends.get(law.test) ?? 'not run');
  const caught = before === 'passed' && after === 'failed';
  console.log(`${caught ? 'caught' : 'NOT CAUGHT'}: ${law.law}`);
  if (!caught) console.log(`  "${law.test}" (${law.file}): ${before} as it is, ${after} with ${law.patch}`);
  return caught;
}

function applyPatch({ patch }: Law, ...more: string[]): void {
  const file = path.join(root, 'test', 'laws', patch);
  execFileSync('git', ['apply', ...more, file], { cwd: copy, stdio: ['ignore', 'ignore', 'inherit'] });
}

function writeResults(file: string, caught: number, missed: number): void {
  const results = { numPassedTests: caught, numFailedTests: missed, success: missed === 0 };
  writeFileSync(file, JSON.stringify(results));
}

interface JestResult {
  testResults: { assertionResults: { title: string; status: string }[] }[];
}

/** By the name of the test, how it ended; a file that does not even load has none. */
type Ends = ReadonlyMap<string, string>;

function endsOf(some: readonly Law[]): Ends {
  const outputFile = path.join(copy, 'laws-result.json');
  rmSync(outputFile, { force: true });
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const names = some.map(({ test }) => test.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const tests = [...some.map(({ file }) => file), '-t', `(${names.join('|')})$`];
  // However busy the machine is, a law is caught by what its test finds and not by how long that takes.
  const report = ['--testTimeout', '600000', '--json', '--outputFile', outputFile];
  const jest = path.join('node_modules', 'jest', 'bin', 'jest.js');
  spawnSync(process.execPath, [...flags, jest, ...tests, ...report], { cwd: copy, stdio: 'ignore' });
  if (!existsSync(outputFile)) return new Map();
  const { testResults }: JestResult = JSON.parse(readFileSync(outputFile, 'utf8'));
  const results = testResults.flatMap(({ assertionResults }) => assertionResults);
  return new Map(results.filter(({ status }) => status !== 'pending').map(({ title, status }) => [title, status]));
}
