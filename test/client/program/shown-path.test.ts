import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { shownPath } from '../../../client/program/shown-path.ts';

describe('shownPath', () => {
  it('is short below the working directory, and full elsewhere', () => {
    const here = process.cwd();
    expect(shownPath(path.join(here, 'out', 'report.html'))).toBe(path.join('out', 'report.html'));
    expect(shownPath('out/report.html')).toBe(path.join('out', 'report.html'));
    expect(shownPath(path.join(here, '..a', 'x'))).toBe(path.join('..a', 'x'));
    const elsewhere = path.join(path.dirname(here), 'elsewhere', 'report.html');
    expect(shownPath(elsewhere)).toBe(elsewhere);
  });
});
