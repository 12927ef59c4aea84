import type { Outcome } from './disturbed-run.ts';

/** A disturbed run beside the undisturbed one. */
export interface Compared {
  identical: boolean;
  /** Rows of the undisturbed predictions that the disturbed ones lack. */
  rowsLost: number;
  paidAgain: number;
  /** Chat calls in flight at all of its kills: the most that may be paid again. */
  inFlight: number;
  jobs: number;
  /** What the run has broken, in words. */
  broken: string[];
}

/** Holds what a disturbed run has left against the laws: the same report, no row lost, nothing paid twice. */
export function compare(disturbed: Outcome, undisturbed: Outcome): Compared {
  const { paidAgain, jobs, uploads, kills } = disturbed;
  const identical = disturbed.report.every((content, index) => content === undisturbed.report[index]);
  const rows = new Set(rowsOf(disturbed));
  const rowsLost = rowsOf(undisturbed).filter((row) => !rows.has(row)).length;
  const inFlight = kills.reduce((sum, kill) => sum + kill.inFlight, 0);
  const broken = [
    ...(identical ? [] : ['the report or the predictions differ']),
    ...(rowsLost === 0 ? [] : [`${rowsLost} rows are lost`]),
    ...(paidAgain <= inFlight ? [] : [`${paidAgain} calls were paid again, of ${inFlight} in flight`]),
    ...(jobs === 1 ? [] : [`${jobs} jobs were created`]),
    ...(uploads === undisturbed.uploads ? [] : [`${uploads} files were uploaded, not ${undisturbed.uploads}`]),
  ];
  return { identical, rowsLost, paidAgain, inFlight, jobs, broken };
}

function rowsOf({ report: [, predictions] }: Outcome): string[] {
  return predictions.split('\n');
}
