import { existsSync, readFileSync } from 'node:fs';

// Prints "N passed, N failed" from the results that Jest and the laws wrote, and fails when a file of them is missing, or
// has no passed test in it.
const files = process.argv.slice(2).map(resultsOf);
const passed = sum((results) => results.numPassedTests);
// A file that could not even be loaded has no failed test in it.
const failed = sum((results) => results.numFailedTests) + sum((results) => results.numRuntimeErrorTestSuites);
const skipped = sum((results) => results.numPendingTests) + sum((results) => results.numTodoTests);

console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed === 0 && files.length > 0 && files.every(isGood) ? 0 : 1;

/** @param {string} file */
function resultsOf(file) {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return text === '' ? {} : JSON.parse(text);
}

/** @param {Record<string, unknown>} results */
function isGood({ numPassedTests, success }) {
  return Number(numPassedTests) > 0 && success === true;
}

/** @param {(results: Record<string, number>) => number | undefined} count */
function sum(count) {
  return files.reduce((total, results) => total + (count(results) ?? 0), 0);
}
