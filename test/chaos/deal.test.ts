import { describe, expect, it } from '@jest/globals';
import { stageOfActivity, stageOrder, stagesOfRun } from '../../domain/run/stages.ts';
import { createDealer } from './deal.ts';
import { type Activity, activities, type PlannedKill, type Reached, type Stage } from './kill.ts';

const asking: readonly Activity[] = ['preflight', 'uploadFile', 'startJob', 'awaitJob', 'answerShard', 'judgeShard'];
const reached: Reached[] = activities.flatMap((activity) => [
  { activity, point: 'heartbeat', times: 2 },
  { activity, point: 'file named', times: 5 },
  ...(asking.includes(activity) ? ([{ activity, point: 'call received', times: 40 }] as const) : []),
  ...(asking.includes(activity) ? ([{ activity, point: 'record torn', times: 20 }] as const) : []),
]);

function plans(seed: number): PlannedKill[][] {
  const dealer = createDealer(reached, seed);
  return Array.from({ length: 20 }, () => dealer.deal(6));
}

describe('deal', () => {
  it('plans the same from the same seed, and other kills from another', () => {
    expect(plans(1)).toEqual(plans(1));
    expect(plans(1)).not.toEqual(plans(2));
  });

  it('plans the kills of a run in the order of its work', () => {
    const places = plans(1).map((plan) => plan.map(({ activity }) => activities.indexOf(activity)));
    for (const run of places) expect(run).toEqual(run.toSorted((one, other) => one - other));
  });

  it('comes to every stage within twenty kills', () => {
    const stages = createDealer(reached, 3)
      .deal(20)
      .map(({ activity }) => stageOfActivity(activity));
    expect(new Set<Stage>(stages)).toEqual(new Set<Stage>(stagesOfRun({ fineTunes: true, rates: true })));
  });

  it('kills the sandbox only where it is called, and at half a record always the worker', () => {
    for (const { activity, point, victims } of plans(1).flat()) {
      if (!asking.includes(activity)) expect(victims).not.toContain('sandbox');
      if (point === 'record torn') expect(victims).toContain('worker');
    }
  });

  it('asks for no more than was reached, also where several kills share a point', () => {
    const only: Reached[] = stageOrder.map((stage) => {
      const activity = activities.find((name) => stageOfActivity(name) === stage) as Activity;
      return { activity, point: 'file named', times: 4 };
    });
    for (const { activity } of only) {
      const kills = createDealer(only, 1)
        .deal(40)
        .filter((kill) => kill.activity === activity);
      for (const { nth } of kills) expect(nth).toBeLessThanOrEqual(Math.max(1, 4 / kills.length));
    }
  });
});

describe('putBack', () => {
  it('has the stage dealt next', () => {
    const dealer = createDealer(reached, 1);
    dealer.deal(3);
    dealer.putBack({ activity: 'measure', point: 'heartbeat', nth: 1, victims: ['worker'] });
    expect(dealer.deal(1)).toMatchObject([{ activity: 'measure' }]);
  });
});
