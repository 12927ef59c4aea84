import { type Agreement, versions } from './agreement.ts';
import type { CellResult } from './cells.ts';
import { failuresOf } from './limits.ts';

/** The agreement with SciPy and statsmodels as a Markdown table. */
export function agreementTable(rows: readonly Agreement[]): string {
  const names = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    `Computed with ${names.join(', ')}.`,
    '',
    '| formula | against | values | largest relative difference |',
    '|---|---|---:|---:|',
    ...rows.map(
      ({ formula, reference, values, largest }) =>
        `| ${formula} | ${reference} | ${values} | ${largest === 0 ? '0' : largest.toExponential(1)} |`,
    ),
  ].join('\n');
}

/** Every cell of the simulation as a Markdown table, those that fail with the reason. */
export function simulationTable(results: readonly CellResult[]): string {
  const head = [
    'images',
    'questions',
    'correlation',
    'discordant',
    'rejected',
    'by McNemar',
    'coverage',
    'coverage 70/30',
    'equivalent 70/30',
    'coverage one way',
    'equivalent one way',
    '',
  ];
  const line = (texts: readonly string[]) => `| ${texts.join(' | ')} |`;
  return [line(head), line(head.map(() => '---:')), ...results.map((result) => line(cellsOf(result)))].join('\n');
}

function cellsOf(result: CellResult): string[] {
  const { images, questions, correlation, discordant } = result.cell;
  const shares = [
    result.rejected,
    result.rejectedByMcNemar,
    result.covered,
    result.coveredReal,
    result.equivalentReal,
    result.coveredOneWay,
    result.equivalentOneWay,
  ];
  const failures = failuresOf(result);
  return [
    String(images),
    String(questions),
    String(correlation),
    `${100 * discordant} %`,
    ...shares.map((share) => `${(100 * share).toFixed(1)} %`),
    failures.length > 0 ? `**${failures.join(', ')}**` : '',
  ];
}
