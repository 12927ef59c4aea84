import { describe, expect, it } from '@jest/globals';
import { shardsOf } from '../../domain/run/plan.ts';
import { dueShards, rowsOf } from '../../workflows/shards.ts';
import { lanes } from '../../workflows/window.ts';

const shards = shardsOf(10, 10, 2);
const indexes = (taken: Iterable<{ index: number }>) => [...taken].map(({ index }) => index);

describe('dueShards', () => {
  it('hands out all from the given one on', () => {
    const due = dueShards(shards, 2, () => false);
    expect(indexes(due.take())).toEqual([2, 3, 4]);
    expect(due.next()).toBe(5);
  });

  it('hands out no more once the history is long, and says with which to go on', () => {
    let handedOut = 0;
    const due = dueShards(shards, 0, () => handedOut++ >= 2);
    expect(indexes(due.take())).toEqual([0, 1]);
    expect(due.next()).toBe(2);
  });

  it('has nothing left after the last one', () => {
    const due = dueShards(shards, 5, () => false);
    expect(indexes(due.take())).toEqual([]);
    expect(due.next()).toBe(5);
  });
});

describe('rowsOf', () => {
  it('names rows of the whole set', () => {
    expect(rowsOf({ index: 3, page: 2, from: 10, to: 20 }, 100)).toBe('rows 210 to 219');
  });
});

describe('lanes', () => {
  it('work through all items, each once, with no more under way than there are lanes', async () => {
    const done: number[] = [];
    let [underWay, most] = [0, 0];
    const all = lanes([1, 2, 3, 4, 5, 6, 7].values(), 3, async (item) => {
      most = Math.max(most, ++underWay);
      await Promise.resolve();
      underWay -= 1;
      done.push(item);
    });
    await Promise.all(all.map((lane) => lane()));
    expect(done).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(most).toBe(3);
  });

  it('leave the items after a failure to the other lanes', async () => {
    const done: number[] = [];
    const all = lanes([1, 2, 3, 4].values(), 2, async (item) => {
      if (item === 1) throw new Error('no');
      done.push(item);
    });
    const ends = await Promise.allSettled(all.map((lane) => lane()));
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect(done).toEqual([2, 3, 4]);
  });
});
