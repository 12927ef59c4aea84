import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { agreementTable } from './simulate/tables.ts';
import { trendAgreements, trendVersions } from './simulate/trend/agreement.ts';
import { failureOf } from './simulate/trend/limits.ts';
import { runWorlds } from './simulate/trend/run-worlds.ts';
import { trendTables } from './simulate/trend/tables.ts';

/** Simulates schedules, and writes how often they are called worse, rightly or not, to docs/trend.md. */

const fewest = 1000;
const page = new URL('../docs/trend.md', import.meta.url);
const marker = '<!-- Below this line `npm run simulate:trend` writes. -->\n';

const { values } = parseArgs({ options: { schedules: { type: 'string', default: '1000' } } });
const schedules = Number(values.schedules);
if (!Number.isInteger(schedules) || schedules < 1) {
  console.error(`--schedules: expected a whole number from 1, got ${values.schedules}`);
  process.exit(2);
}

const started = Date.now();
const formulas = trendAgreements();
const results = await runWorlds(schedules, (done) => {
  if (process.stderr.isTTY) process.stderr.write(`\r${done} worlds`);
});
const seconds = Math.round((Date.now() - started) / 1000);
process.stderr.write(`${results.length} worlds of ${schedules} schedules in ${seconds} s\n`);

const apart = formulas.filter(({ largest }) => !(largest <= 1e-9));
const failing = results.filter((result) => failureOf(result) !== undefined);
const text = `
## Agreement with SciPy and NumPy

${agreementTable(formulas, trendVersions)}

## Simulation

${schedules} schedules of each kind. ${failing.length} of ${results.length} kinds fail; ${apart.length} of ${formulas.length} formulas are further than 1e-9 from SciPy or NumPy.

${trendTables(results)}
`;
console.log(text);
if (schedules >= fewest) {
  const [intro] = (await readFile(page, 'utf8')).split(marker);
  await writeFile(page, `${intro}${marker}${text}`);
}
process.exitCode = failing.length + apart.length > 0 ? 1 : 0;
