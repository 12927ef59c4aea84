import { describe, expect, it } from '@jest/globals';
import { drawRun } from '../../../client/progress/drawn.ts';
import { createRunView } from '../../../client/progress/run-view.ts';
import { runIn } from './statuses.ts';

describe('drawRun', () => {
  it('draws a bar for each candidate under the stage that is under way', () => {
    const work = [
      { name: 'base', done: 50, total: 100 },
      { name: 'tuned', done: 0, total: 100 },
    ];
    const lines = drawRun(createRunView()(runIn('answering', { work }), 0));
    expect(lines).toEqual([
      '  ✔ planning',
      '  ✔ preparing',
      '  ● answering     <1 s',
      `      base   ${'█'.repeat(12)}${'░'.repeat(12)}  50/100`,
      `      tuned  ${'░'.repeat(24)}  0/100`,
      '  ○ reporting',
    ]);
  });

  it('shows how the job is', () => {
    const lines = drawRun(createRunView()(runIn('preparing', { job: 'job ftjob-1 is running' }), 0));
    expect(lines).toContain('      job ftjob-1 is running');
  });
});
