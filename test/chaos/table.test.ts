import { describe, expect, it } from '@jest/globals';
import { type ChaosRun, summaryLine, tableRows } from './table.ts';

const compared = { identical: true, rowsLost: 0, paidAgain: 3, inFlight: 4, jobs: 1, broken: [] };
const run: ChaosRun = {
  seed: 7,
  run: 2,
  kills: [
    { activity: 'startJob', point: 'call served', nth: 1, victims: ['worker', 'sandbox'], inFlight: 0 },
    { activity: 'judgeShard', point: 'record torn', nth: 9, victims: ['worker'], inFlight: 4 },
  ],
  compared,
  seconds: 60,
};

describe('tableRows', () => {
  it('has a row a kill, with what came of its run', () => {
    expect(tableRows(run, 5).split('\n')).toEqual([
      '| 6 | 7, 2 | fine-tuning | worker + sandbox | startJob, call served | identical | 0 | 0 | 3 of 4 | 1 |',
      '| 7 | 7, 2 | judging | worker | judgeShard, record torn (no. 9) | identical | 0 | 4 | 3 of 4 | 1 |',
    ]);
  });
});

describe('summaryLine', () => {
  it('adds up all runs, and tells how many of them are as they must be', () => {
    const other: ChaosRun = { ...run, compared: { ...compared, identical: false, rowsLost: 2, jobs: 2 } };
    expect(summaryLine([run, other])).toBe(
      '4 kills in 2 runs: 1 of 2 reports identical; 2 rows lost; 6 calls paid again, of 8 in flight at the kills; exactly one job in 1 of 2 runs',
    );
  });
});
