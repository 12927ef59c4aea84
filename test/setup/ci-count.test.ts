import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const count = fileURLToPath(new URL('../../.ci/count.mjs', import.meta.url));

describe('the count of CI', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tempera-count-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const tests = { numPassedTests: 3, numFailedTests: 0, numRuntimeErrorTestSuites: 0, success: true };
  const laws = { numPassedTests: 2, numFailedTests: 0, success: true };

  it.each([
    ['all passed', [tests, laws], '5 passed, 0 failed', 0],
    ['a law was not caught', [tests, { ...laws, numFailedTests: 1, success: false }], '5 passed, 1 failed', 1],
    ['a file did not load', [{ ...tests, numRuntimeErrorTestSuites: 1 }, laws], '5 passed, 1 failed', 1],
    ['some were skipped', [{ ...tests, numPendingTests: 2 }, laws], '5 passed, 0 failed, 2 skipped', 0],
    ['results are missing', [tests, undefined], '3 passed, 0 failed', 1],
    ['no test ran', [{ ...tests, numPassedTests: 0 }, laws], '2 passed, 0 failed', 1],
  ])('adds tests and laws: %s', (_, results, line, code) => {
    const files = results.map((result, index) => {
      const file = join(folder, `${index}.json`);
      if (result) writeFileSync(file, JSON.stringify(result));
      return file;
    });
    const { stdout, status } = spawnSync(process.execPath, [count, ...files], { encoding: 'utf8' });
    expect([stdout.trim(), status]).toEqual([line, code]);
  });
});
