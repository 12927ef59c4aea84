import type { Agreement } from './agreement.ts';
import type { Average } from './limits.ts';
import { failuresOf } from './limits.ts';
import { alphas, type CellResult } from './simulate.ts';

/** The agreement with other programs, of the versions by their names, as a Markdown table. */
export function agreementTable(rows: readonly Agreement[], versions: Readonly<Record<string, string>>): string {
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

/** What the kinds of cells came to on average, with the power of the interval before it. */
export function averagesTable(averages: readonly Average[]): string {
  const head = [
    'cells',
    'α',
    'truth',
    'better',
    'by 0.1.0',
    'p ≤ α beside an interval over 0',
    'p > α beside one off 0',
  ];
  const rows = averages.map(({ kind, alpha, scenario, shares }) => [
    kind,
    String(alpha),
    scenario,
    ...[shares.better, shares.betterBefore, shares.onlyTest, shares.onlyInterval].map((share) => percent(share, 2)),
  ]);
  return table(head, rows);
}

/** Every cell of the simulation at one alpha as a Markdown table, those that fail at any with the reason. */
export function simulationTable(results: readonly CellResult[], alpha: (typeof alphas)[number]): string {
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
  return table(
    head,
    results.map((result) => cellsOf(result, alphas.indexOf(alpha))),
  );
}

function cellsOf(result: CellResult, index: number): string[] {
  const { images, questions, correlation, discordant, scores } = result.cell;
  const at = result.at[index];
  if (!at) return [];
  const { 'no difference': same, '70/30': real, 'one way': oneWay } = at;
  const shares = [
    same.rejected,
    result.rejectedByMcNemar,
    same.covered,
    real.covered,
    real.equivalent,
    oneWay.covered,
    oneWay.equivalent,
  ];
  const failures = failuresOf(result);
  return [
    String(images),
    `${questionsText(questions)}${scores === 'quarters' ? ', quarters' : ''}`,
    String(correlation),
    `${100 * discordant} %`,
    ...shares.map((share) => percent(share, 1)),
    failures.length > 0 ? `**${failures.join(', ')}**` : '',
  ];
}

/** As 1/3/9, or 9 of 1, 1 of 20. */
function questionsText(questions: readonly number[]): string {
  const sizes = [...Map.groupBy(questions, (size) => size)];
  if (sizes.every(([, { length }]) => length === 1)) return questions.join('/');
  return sizes.map(([size, { length }]) => `${length} of ${size}`).join(', ');
}

/** Rows of texts as a Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (texts: readonly string[]) => `| ${texts.join(' | ')} |`;
  return [line(head), line(head.map(() => '---:')), ...rows.map(line)].join('\n');
}

function percent(share: number, digits: number): string {
  return `${(100 * share).toFixed(digits)} %`;
}
