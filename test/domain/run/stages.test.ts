import { describe, expect, it } from '@jest/globals';
import { createActivities } from '../../../activities/index.ts';
import {
  retryFrom,
  type StageName,
  stageOfActivity,
  stageOrder,
  stages,
  stagesOfRun,
} from '../../../domain/run/stages.ts';

describe('stages', () => {
  it('name each activity once', () => {
    const listed = stages.flatMap(({ activities }) => [...activities]);
    const never = new Proxy({}, { get: () => () => undefined });
    const dependencies = { store: never, providers: never, dataDirectory: '' } as Parameters<
      typeof createActivities
    >[0];
    expect(listed.toSorted()).toEqual(Object.keys(createActivities(dependencies)).toSorted());
  });

  it('tell the stage of an activity, and nothing of one of another version', () => {
    expect(stageOfActivity('judgeShard')).toBe('judging');
    expect(stageOfActivity('constructor')).toBeUndefined();
  });
});

describe('stagesOfRun', () => {
  it('leaves out what the run does without', () => {
    const all = stageOrder.filter((stage) => stage !== 'capturing' && stage !== 'approval');
    expect(stagesOfRun({ fineTunes: true, rates: true })).toEqual(all);
    expect(stagesOfRun({ fineTunes: false, rates: false })).toEqual([
      'planning',
      'preparing',
      'preflight',
      'answering',
      'measuring',
      'reporting',
    ]);
  });

  it('makes, rates and measures nothing in a capture', () => {
    const stages = ['planning', 'preparing', 'preflight', 'answering', 'capturing'];
    expect(stagesOfRun({ fineTunes: false, rates: true, captures: true })).toEqual(stages);
  });
});

describe('the stage of approval', () => {
  it('stands before the first call that is paid, in runs that somebody has to approve', () => {
    const stages = stagesOfRun({ fineTunes: true, rates: true, approves: true });
    expect(stages.slice(0, 4)).toEqual(['planning', 'preparing', 'approval', 'preflight']);
  });
});

describe('retryFrom', () => {
  it.each<[StageName | 'done', string, string]>([
    ['preparing', 'fine-tune', 'answer'],
    ['approval', 'fine-tune', 'answer'],
    ['preflight', 'fine-tune', 'answer'],
    ['fine-tuning', 'fine-tune', 'answer'],
    ['answering', 'answer', 'answer'],
    ['judging', 'judge', 'judge'],
    ['measuring', 'report', 'report'],
    ['reporting', 'report', 'report'],
    ['capturing', 'answer', 'answer'],
    ['done', 'report', 'report'],
  ])('goes on with %s from %s, or from %s where no model is made', (ended, fineTunes, evaluates) => {
    expect([retryFrom(ended, { fineTunes: true }), retryFrom(ended, { fineTunes: false })]).toEqual([
      fineTunes,
      evaluates,
    ]);
  });
});
