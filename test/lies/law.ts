import { parse } from 'csv-parse/sync';
import type { Expected } from './lie.ts';
import type { Outcome } from './lied-to-run.ts';

type Row = Readonly<Record<string, string>>;

/** Holds what a lied-to run has left against what an undisturbed one says: every number is the same, or named missing. */
export function broken(
  lied: Outcome,
  undisturbed: Outcome,
  { ends = ['done'], missing, blocks, text, told = [], harm = () => [] }: Expected,
): string[] {
  const { status, report, jobs, leaks } = lied;
  const [named, changed] = differences(rowsOf(lied), rowsOf(undisturbed), text);
  const isWhole = missing === undefined && text === undefined;
  return [
    ...(ends.includes(status.state)
      ? []
      : [`it ended as ${status.state}: ${status.failure?.message ?? status.blocked ?? ''}`]),
    ...harm(),
    ...leaks.map((file) => `the key stands in ${file}`),
    ...(jobs > 1 ? [`${jobs} jobs were created`] : []),
    ...((blocks ?? false) === lied.blocks.length > 0
      ? []
      : [`it was blocked ${lied.blocks.length} times: ${lied.blocks[0]}`]),
    ...(report === undefined || changed.length === 0 ? [] : [`${changed.length} rows differ, such as ${changed[0]}`]),
    ...(report === undefined || missing === undefined || named > 0 ? [] : ['nothing is named missing']),
    ...(report === undefined || !isWhole ? [] : wholeDifference(report, undisturbed.report ?? [], told)),
  ];
}

/** How many rows are named missing, and those that are neither that nor the same. */
function differences(lied: Row[], undisturbed: Row[], text = ''): [named: number, changed: string[]] {
  const before = new Map(undisturbed.map((row) => [keyOf(row), row]));
  let named = Math.abs(lied.length - undisturbed.length) > 0 ? Number.NaN : 0;
  const changed: string[] = [];
  for (const row of lied) {
    const same = before.get(keyOf(row));
    const [now, then] = [{ ...row }, { ...same }];
    if (row['outcome'] !== 'answered' && row['reason'] && same?.['outcome'] === 'answered') named += 1;
    else if (row['rating'] === '' && same?.['rating'] !== '' && sameBut(now, then, /^rating|judge/)) named += 1;
    else if (!sameBut(now, then, text === '' ? /^$/ : /^(?:answer|graded)$/))
      changed.push(`${keyOf(row)}: ${JSON.stringify(row)}`);
  }
  return [named, changed];
}

const sameBut = (now: Row, then: Row, ignored: RegExp): boolean =>
  Object.keys(now).every((name) => ignored.test(name) || now[name] === then[name]);

const keyOf = (row: Row): string => [row['sample'], row['candidate'], row['repeat']].join(' ');

const rowsOf = ({ report }: Outcome): Row[] =>
  report === undefined ? [] : parse(report[1], { columns: true, bom: true, relax_column_count: false });

/** The first place in which two reports that have to be the same, but for these keys, are not. */
function wholeDifference(
  [now = '{}']: readonly string[],
  [before = '{}']: readonly string[],
  told: readonly string[],
): string[] {
  const linesOf = (report: string) =>
    JSON.stringify(JSON.parse(report), (key, value) => (told.includes(key) ? undefined : value), 2).split('\n');
  const [lines, others] = [linesOf(now), linesOf(before)];
  const at = lines.findIndex((line, index) => line !== others[index]);
  return at === -1 && lines.length === others.length
    ? []
    : [`the report differs: ${lines[at]} instead of ${others[at]}`];
}
