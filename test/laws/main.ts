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
  let caught = 0;
  for (const law of laws) caught += Number(isCaught(law));
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

function isCaught(law: Law): boolean {
  const whole = endOf(law);
  applyPatch(law);
  const broken = endOf(law);
  applyPatch(law, '--reverse');
  const caught = whole === 'passed' && broken === 'failed';
  console.log(`${caught ? 'caught' : 'NOT CAUGHT'}: ${law.law}`);
  if (!caught) console.log(`  "${law.test}" (${law.file}): ${whole} as it is, ${broken} with ${law.patch}`);
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

/** How the law's test ended; a file that does not even load counts as neither passed nor failed. */
function endOf({ file, test }: Law): string {
  const outputFile = path.join(copy, 'laws-result.json');
  rmSync(outputFile, { force: true });
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const name = `${test.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`;
  const jest = [path.join('node_modules', 'jest', 'bin', 'jest.js'), file, '-t', name];
  // However busy the machine is, a law is caught by what its test finds and not by how long that takes.
  const report = ['--testTimeout', '600000', '--json', '--outputFile', outputFile];
  spawnSync(process.execPath, [...flags, ...jest, ...report], { cwd: copy, stdio: 'ignore' });
  if (!existsSync(outputFile)) return 'not run';
  const { testResults }: JestResult = JSON.parse(readFileSync(outputFile, 'utf8'));
  const results = testResults.flatMap(({ assertionResults }) => assertionResults);
  return results.find(({ title }) => title === test)?.status ?? 'not run';
}
