import { readFileSync } from 'node:fs';

// Prints "N passed, N failed" from the results that Jest wrote, and fails when there are none or no test passed.
const text = readFileSync(process.argv[2] ?? '', 'utf8');
const results = text === '' ? {} : JSON.parse(text);
const passed = results.numPassedTests ?? 0;
// A file that could not even be loaded has no failed test in it.
const failed = (results.numFailedTests ?? 0) + (results.numRuntimeErrorTestSuites ?? 0);
const skipped = (results.numPendingTests ?? 0) + (results.numTodoTests ?? 0);

console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = passed > 0 && failed === 0 && results.success === true ? 0 : 1;
