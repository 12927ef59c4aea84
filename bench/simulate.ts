import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { agreements, versions } from './simulate/agreement.ts';
import { averagesOf, disagreeing, failuresOf } from './simulate/limits.ts';
import { runCells } from './simulate/run-cells.ts';
import { alphas } from './simulate/simulate.ts';
import { agreementTable, averagesTable, simulationTable } from './simulate/tables.ts';

const fewest = 10_000;
const page = new URL('../docs/statistics.md', import.meta.url);
const marker = '<!-- Below this line `npm run simulate` writes. -->\n';

const { values } = parseArgs({ options: { repetitions: { type: 'string', default: '10000' } } });
const repetitions = Number(values.repetitions);
if (!Number.isInteger(repetitions) || repetitions < 1) {
  console.error(`--repetitions: expected a whole number from 1, got ${values.repetitions}`);
  process.exit(2);
}

const started = Date.now();
const formulas = agreements();
const results = await runCells(repetitions, (done) => {
  if (process.stderr.isTTY) process.stderr.write(`\r${done} cells`);
});
const seconds = Math.round((Date.now() - started) / 1000);
process.stderr.write(
  `${process.stderr.isTTY ? '\r' : ''}${results.length} cells of ${repetitions} repetitions in ${seconds} s\n`,
);

const apart = formulas.filter(({ largest }) => !(largest <= 1e-9));
const failing = results.filter((result) => failuresOf(result).length > 0);
const averages = averagesOf(results);
const apartTooOften = disagreeing(averages);
const verdict = `${failing.length} of ${results.length} cells fail; ${apartTooOften.length} of the averages have p ≤ α beside an interval over 0 in more than 0.5 %; ${apart.length} of ${formulas.length} formulas are further than 1e-9 from SciPy or statsmodels.`;
const text = `
## Agreement with SciPy and statsmodels

${agreementTable(formulas, versions)}

## Simulation

${repetitions} repetitions a cell. ${verdict}

${averagesTable(averages)}

Every cell at α ${alphas[0]}:

${simulationTable(results, alphas[0])}

Every cell at α ${alphas[1]}:

${simulationTable(results, alphas[1])}
`;
console.log(text);
if (repetitions >= fewest) {
  const [intro] = (await readFile(page, 'utf8')).split(marker);
  await writeFile(page, `${intro}${marker}${text}`);
}
process.exitCode = failing.length + apart.length + apartTooOften.length > 0 ? 1 : 0;
