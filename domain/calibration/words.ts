import { columnsIn, fitted } from '../report/words/columns.ts';
import { confidence, counted, percent, whole } from '../report/words/format.ts';
import { wrapped } from '../report/words/wrapped.ts';
import type { Agreement, Calibration } from './calibration.ts';

const columns = 80;

/** A calibration for a terminal, within 80 columns: a table of labels for all answers and for each candidate. */
export function calibrationSummary(calibration: Calibration): string {
  const { labels, labelled, all, candidates } = calibration;
  const parts = [
    wrapped(
      `The judge against ${counted(labelled, 'label')} of a person, for ${counted(all.drawn, 'answer')} drawn of the ${whole(all.answers)} that the judge rated. Rows are the judge's labels, columns the person's.`,
    ),
    table('all', labels, all, calibration),
    ...(candidates.length > 1 ? candidates.map((one) => table(one.name, labels, one, calibration)) : []),
    wrapped(
      'Tables count drawn answers; agreement and kappa are estimates for all rated answers. Kappa: linear weights (Cohen 1968; Cicchetti & Allison 1971), its interval by a bootstrap over clusters.',
    ),
    ...minimumLine(calibration),
  ];
  return parts.join('\n\n');
}

/** A calibration in a sentence. */
export function calibrationLine({ labelled, all, alpha }: Calibration): string {
  return `The judge against ${counted(labelled, 'label')} of a person: ${agreementText(all, alpha)}.`;
}

/** Agreement, kappa and its interval in a few words. */
function agreementText({ agreement, kappa, interval }: Agreement, alpha: number): string {
  const range = interval
    ? ` (${confidence(alpha)} interval ${twoDigits(interval.lower)} to ${twoDigits(interval.upper)})`
    : ' (no interval: too few images)';
  const text = kappa === undefined ? 'no kappa: both use one label only' : `kappa ${twoDigits(kappa)}${range}`;
  return `agreement ${percent(agreement)}, ${text}`;
}

function table(name: string, labels: readonly string[], agreement: Agreement, { alpha }: Calibration): string {
  const numbered = labels.map((label, index) => `${String(index + 1).padStart(2)} ${label}`);
  const room = Math.max(8, columns - 5 * labels.length);
  const width = Math.min(room, Math.max(...numbered.map(columnsIn)));
  const row = (title: string, cells: readonly (string | number)[]) =>
    fitted(title, width) + cells.map((cell) => String(cell).padStart(5)).join('');
  return [
    wrapped(`${name}: ${agreementText(agreement, alpha)}`),
    row(
      '',
      labels.map((_, index) => index + 1),
    ),
    ...numbered.map((title, index) => row(title, agreement.counts[index] ?? [])),
  ].join('\n');
}

function minimumLine({ minimum, all }: Calibration): string[] {
  if (!minimum) return [];
  const lower = all.interval ? `The lower end, ${twoDigits(all.interval.lower)},` : 'Without an interval kappa';
  const outcome = minimum.isReached ? 'reaches' : 'does not reach';
  return [wrapped(`${lower} ${outcome} the ${minimum.kappa} that the spec demands (judge.minimumKappa).`)];
}

function twoDigits(value: number): string {
  return value.toFixed(2).replace('-', '−');
}
