import { describe, expect, it } from '@jest/globals';
import type { ComparableReport } from '../integration/reports.ts';
import type { Outcome } from './disturbed-run.ts';
import { compare } from './law.ts';

const undisturbed: Outcome = {
  report: ['{}', 'sample\n1\n2\n', 'sha256'],
  kills: [],
  missed: [],
  reached: [],
  seconds: 1,
  paidAgain: 0,
  jobs: 1,
  uploads: 2,
};
const kill = { activity: 'answerShard', point: 'response arrived', nth: 1, victims: ['worker'], inFlight: 4 } as const;
const disturbed: Outcome = { ...undisturbed, kills: [kill, kill], paidAgain: 8 };

describe('compare', () => {
  it('finds nothing broken where the same is left and no more is paid again than was in flight', () => {
    expect(compare(disturbed, undisturbed)).toEqual({
      identical: true,
      rowsLost: 0,
      paidAgain: 8,
      inFlight: 8,
      jobs: 1,
      broken: [],
    });
  });

  it.each([
    [{ report: ['{ }', 'sample\n1\n2\n', 'sha256'] as ComparableReport }, 'the report or the predictions differ'],
    [{ report: ['{}', 'sample\n1\n2\n', 'other'] as ComparableReport }, 'the report or the predictions differ'],
    [{ paidAgain: 9 }, '9 calls were paid again, of 8 in flight'],
    [{ jobs: 2 }, '2 jobs were created'],
    [{ jobs: 0 }, '0 jobs were created'],
    [{ uploads: 3 }, '3 files were uploaded, not 2'],
  ])('says what is broken by %j', (change, what) => {
    expect(compare({ ...disturbed, ...change }, undisturbed).broken).toEqual([what]);
  });

  it('counts the rows that are lost', () => {
    const { rowsLost, broken } = compare({ ...disturbed, report: ['{}', 'sample\n2\n', 'sha256'] }, undisturbed);
    expect(rowsLost).toBe(1);
    expect(broken).toEqual(['the report or the predictions differ', '1 rows are lost']);
  });
});
