import { describe, expect, it } from '@jest/globals';
import { type Doing, exitCodes, exitCodeTable } from '../../../client/program/exit-codes.ts';

describe('exitCodes', () => {
  it('keeps the numbers that scripts rely on', () => {
    expect(exitCodes).toEqual({
      done: 0,
      ourFault: 1,
      badInput: 2,
      cannotStart: 3,
      runFailed: 4,
      incomplete: 5,
      cancelled: 6,
      blocked: 7,
      notApproved: 8,
      gateWorse: 10,
      gateUndecided: 11,
      gateNotDemanded: 12,
      gateExploratory: 13,
      gateValidation: 14,
      gateSpoiled: 15,
      kappaTooLow: 20,
      interrupted: 130,
    });
  });
});

describe('exitCodeTable', () => {
  it('has a line for every code', () => {
    const lines = exitCodeTable().split('\n').slice(1);
    expect(lines.map((line) => Number.parseInt(line, 10))).toEqual(Object.values(exitCodes));
  });

  it('has the lines of what a command does, in order', () => {
    const codes = (doing: readonly Doing[]) =>
      exitCodeTable(doing)
        .split('\n')
        .slice(1)
        .map((line) => Number.parseInt(line, 10));
    expect(codes([])).toEqual([0, 1, 2]);
    expect(codes(['gates', 'stores'])).toEqual([0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15]);
  });
});
