import { describe, expect, it } from '@jest/globals';
import { areHere, toHaveItHere } from '../../../client/review/report-files.ts';

describe('where a report lies', () => {
  it.each([
    [['.tempera/store/runs/a/report.html', '/tmp/store/report.html'], true],
    [['C:\\store\\report.html'], true],
    [[], true],
    [['s3://bucket/prefix/runs/a/report.html'], false],
  ])('%j: can be opened as it is: %s', (places, isHere) => {
    expect(areHere(places)).toBe(isHere);
  });

  it('is copied from elsewhere by a command', () => {
    expect(toHaveItHere('a')).toBe('To open it here: tempera report a --out report');
  });
});
