import { describe, expect, it } from '@jest/globals';
import { createRunView } from '../../../client/progress/run-view.ts';
import { runIn } from './statuses.ts';

describe('createRunView', () => {
  it('times the stages it has seen', () => {
    const viewOf = createRunView();
    viewOf(runIn('planning'), 0);
    viewOf(runIn('preparing'), 1000);
    expect(viewOf(runIn('answering'), 4000).stages).toEqual([
      { stage: 'planning', state: 'past', seconds: 1 },
      { stage: 'preparing', state: 'past', seconds: 3 },
      { stage: 'answering', state: 'now', seconds: 0 },
      { stage: 'reporting', state: 'ahead' },
    ]);
  });

  it('knows no time of what began before it looked', () => {
    const [planning, preparing] = createRunView()(runIn('preparing'), 60_000).stages;
    expect(planning).toEqual({ stage: 'planning', state: 'past' });
    expect(preparing).toEqual({ stage: 'preparing', state: 'now' });
  });

  it('shows a stage as past that began and ended between two looks', () => {
    const viewOf = createRunView();
    viewOf(runIn('planning'), 0);
    expect(viewOf(runIn('answering'), 1000).stages[1]).toEqual({ stage: 'preparing', state: 'past', seconds: 0 });
  });

  it('shows every stage of a run that is done as past', () => {
    const viewOf = createRunView();
    viewOf(runIn('answering'), 0);
    const { stages } = viewOf(runIn(undefined, { state: 'done' }), 5000);
    expect(stages.map(({ state }) => state)).toEqual(['past', 'past', 'past', 'past']);
  });

  it('leaves the run where it was last seen', () => {
    const viewOf = createRunView();
    viewOf(runIn('preparing'), 0);
    const { stages } = viewOf(runIn(undefined, { state: 'failed' }), 1000);
    expect(stages.map(({ state }) => state)).toEqual(['past', 'now', 'ahead', 'ahead']);
  });
});
