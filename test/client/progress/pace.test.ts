import { describe, expect, it } from '@jest/globals';
import { createPace } from '../../../client/progress/pace.ts';

const base = (done: number) => [{ name: 'base', done, total: 100 }];

describe('createPace', () => {
  it('knows no rate at first sight', () => {
    expect(createPace()(base(10), 0)).toEqual(base(10));
  });

  it('tells rate and time left from what was done since', () => {
    const pace = createPace();
    pace(base(10), 0);
    expect(pace(base(30), 2000)).toEqual([{ name: 'base', done: 30, total: 100, rate: 10, secondsLeft: 7 }]);
  });

  it('forgets what is older than a minute', () => {
    const pace = createPace();
    pace(base(0), 0);
    pace(base(50), 30_000);
    expect(pace(base(60), 80_000)).toMatchObject([{ rate: 0.2 }]);
  });

  it('keeps each work apart', () => {
    const pace = createPace();
    pace([...base(0), { name: 'tuned', done: 5, total: 10 }], 0);
    const [, tuned] = pace([...base(50), { name: 'tuned', done: 5, total: 10 }], 5000);
    expect(tuned).toEqual({ name: 'tuned', done: 5, total: 10 });
  });
});
