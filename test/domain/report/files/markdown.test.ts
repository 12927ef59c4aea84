import { describe, expect, it } from '@jest/globals';
import { escapeMarkdown, markdownReport } from '../../../../domain/report/files/markdown.ts';
import { reportOf } from '../../../fakes/reports.ts';

describe('markdownReport', () => {
  const lines = markdownReport(reportOf()).split('\n');

  it('begins with the verdict', () => {
    expect(lines[0]).toBe('## covers: better');
    expect(lines[2]).toMatch(/^\*\*tuned is better than base/);
  });

  it('has a row for each candidate and the baseline, with the score by each rule', () => {
    expect(lines.find((line) => line.startsWith('| tuned |'))).toMatch(/75\.0 % \(30\/40\).*\| 75\.0 % \(30\/40\)/);
    expect(lines.find((line) => line.startsWith('| *most frequent answer* |'))).toContain('100.0 % (40/40)');
  });

  it('accounts for every sample', () => {
    expect(lines.join('\n')).toContain('base: 40 answered, 0 refused, 0 failed');
  });

  it('gives each table as many cells in each row', () => {
    for (const table of markdownReport(reportOf())
      .split('\n\n')
      .filter((part) => part.startsWith('|'))) {
      expect(new Set(table.split('\n').map((line) => line.split('|').length)).size).toBe(1);
    }
  });
});

describe('escapeMarkdown', () => {
  it('leaves nothing for Markdown or HTML to act on', () => {
    expect(escapeMarkdown('a | *b* <c>\n[d]')).toBe('a \\| \\*b\\* \\<c\\> \\[d\\]');
  });
});
