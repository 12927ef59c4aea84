import { stageOfActivity } from '../../domain/run/stages.ts';
import type { MadeKill } from './kill.ts';
import type { Compared } from './law.ts';

/** A run of chaos: what was done to it, and what came of it. */
export interface ChaosRun {
  seed: number;
  /** From 1. */
  run: number;
  kills: readonly MadeKill[];
  compared: Compared;
  seconds: number;
}

const columns = [
  'kill',
  'seed, run',
  'stage',
  'killed',
  'at the moment',
  'report',
  'rows lost',
  'in flight',
  'paid again in the run, of at most',
  'jobs',
];

/** The head of a Markdown table with a row a kill. */
export function tableHead(): string {
  return `${row(columns)}\n${row(columns.map(() => '---'))}`;
}

/** The rows of one run; what can only be known of the whole run is the same in each. */
export function tableRows({ seed, run, kills, compared }: ChaosRun, killsBefore: number): string {
  const { identical, rowsLost, paidAgain, inFlight, jobs } = compared;
  return kills
    .map((kill, index) =>
      row([
        killsBefore + index + 1,
        `${seed}, ${run}`,
        stageOfActivity(kill.activity),
        kill.victims.join(' + '),
        momentOf(kill),
        identical ? 'identical' : '**differs**',
        rowsLost,
        kill.inFlight,
        `${paidAgain} of ${inFlight}`,
        jobs,
      ]),
    )
    .join('\n');
}

/** All runs in one line. */
export function summaryLine(runs: readonly ChaosRun[]): string {
  const sum = (of: (run: ChaosRun) => number) => runs.reduce((total, run) => total + of(run), 0);
  const kills = sum((run) => run.kills.length);
  const identical = sum(({ compared }) => Number(compared.identical));
  const oneJob = sum(({ compared }) => Number(compared.jobs === 1));
  return [
    `${kills} kills in ${runs.length} runs: ${identical} of ${runs.length} reports identical`,
    `${sum(({ compared }) => compared.rowsLost)} rows lost`,
    `${sum(({ compared }) => compared.paidAgain)} calls paid again, of ${sum(({ compared }) => compared.inFlight)} in flight at the kills`,
    `exactly one job in ${oneJob} of ${runs.length} runs`,
  ].join('; ');
}

function momentOf({ activity, point, nth }: MadeKill): string {
  return `${activity}, ${point}${nth > 1 ? ` (no. ${nth})` : ''}`;
}

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`;
}
