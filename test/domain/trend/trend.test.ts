import { describe, expect, it } from '@jest/globals';
import type { SegmentKey, TestedRun } from '../../../domain/trend/segments.ts';
import { type Trend, trendOf } from '../../../domain/trend/trend.ts';

const same: SegmentKey = { models: 'a', requested: '', judges: '', setup: '', testSet: '', graders: '' };
const clusters = Array.from({ length: 40 }, (_, image) => image);

/** Runs by how many of 40 images they have right, and by what differs in their keys. */
function runsOf(...runs: (number | [right: number, key: Partial<SegmentKey>])[]): TestedRun[] {
  return runs.map((run, index) => {
    const [right, key] = typeof run === 'number' ? [run, {}] : run;
    const scores = Float64Array.from(clusters, (image) => Number(image < right));
    return { run: `run-${index + 1}`, key: { ...same, ...key }, clusters, scores };
  });
}

function looksOf({ segments }: Trend) {
  return segments.flatMap(({ looks }) => looks.map(({ k, run, asks, word }) => [k, run, asks, word].join(' ')));
}

const rule = { alpha: 0.05, baselines: [] };
const steady = [30, 31, 30, 29, 30, 30];
const fallen: [number, Partial<SegmentKey>] = [10, { models: 'b' }];

describe('trendOf', () => {
  it('has nothing to say before the third run', () => {
    const trend = trendOf(runsOf(30, 20), rule);
    expect(trend).toMatchObject({ segments: [{ because: [], looks: [] }], dueIn: 1 });
    expect(trend).not.toHaveProperty('word');
    expect(trend).not.toHaveProperty('baseline');
    expect(trendOf([], rule)).toEqual({ alpha: 0.05, segments: [], dueIn: 3 });
  });

  it('looks once some more runs have completed, and says worse where they fall', () => {
    const trend = trendOf(runsOf(38, 35, 33, 29, 26, 24, 22), rule);
    expect(looksOf(trend)).toEqual(['1 run-3 fall nothing', '2 run-4 fall worse', '3 run-6 fall worse']);
    expect(trend).toMatchObject({ word: 'worse', by: { k: 2, runs: ['run-1', 'run-2', 'run-3', 'run-4'] }, dueIn: 1 });
  });

  it('looks in the same way whenever it is called: what it has said of earlier runs stays', () => {
    const runs = runsOf(38, 35, 33, 29, fallen, [11, { models: 'b' }], [9, { models: 'b' }], 30);
    for (const length of [3, 4, 5, 7]) {
      const earlier = looksOf(trendOf(runs.slice(0, length), rule));
      expect(looksOf(trendOf(runs, rule)).slice(0, earlier.length)).toEqual(earlier);
    }
  });

  it('compares the first run of a segment with the first three runs and with the segment before, a look each', () => {
    const trend = trendOf(runsOf(...steady, fallen), rule);
    expect(looksOf(trend).slice(3)).toEqual(['4 run-7 baseline worse', '5 run-7 before worse']);
    expect(trend).toMatchObject({
      baseline: ['run-1', 'run-2', 'run-3'],
      word: 'worse',
      segments: [{}, { because: ['models'] }],
    });
    const { looks } = trend.segments[1] ?? {};
    expect(looks?.[0]).toMatchObject({ runs: ['run-1', 'run-2', 'run-3'], change: 10 / 40 - 91 / 120 });
    expect(looks?.[1]?.runs).toHaveLength(6);
  });

  it('takes one look where the baseline is all of the segment before', () => {
    expect(looksOf(trendOf(runsOf(30, 31, 30, fallen), rule))).toEqual([
      '1 run-3 fall nothing',
      '2 run-4 baseline worse',
    ]);
  });

  it('does not compare a single run with a single run, since nothing tells by how much they scatter', () => {
    expect(looksOf(trendOf(runsOf(30, fallen), rule))).toEqual([]);
  });

  it.each(['testSet', 'graders'] as const)('compares nothing across another %s', (part) => {
    const trend = trendOf(runsOf(...steady, [10, { [part]: 'other' }]), rule);
    expect(trend.segments[1]).toMatchObject({ because: [part], looks: [] });
    expect(trend).not.toHaveProperty('word');
  });

  it.each(['models', 'judges'] as const)('lets what it has found stand where a provider changes %s', (part) => {
    const better = [39, { [part]: 'other' }] as [number, Partial<SegmentKey>];
    expect(trendOf(runsOf(38, 35, 33, 29, better), rule)).toMatchObject({ word: 'worse', by: { k: 2 } });
  });

  it('lets a change stand until its segment ends', () => {
    const wobbling = [38, 30, 36, 28, 30, 29];
    expect(trendOf(runsOf(...wobbling), rule)).toMatchObject({ word: 'changed', by: { k: 3 } });
    const trend = trendOf(runsOf(...wobbling, [38, { models: 'b' }]), rule);
    expect(trend).toMatchObject({ word: 'nothing', by: { k: 5, asks: 'before' } });
  });

  it('takes a change of ours for an answer to what it has found', () => {
    expect(trendOf(runsOf(38, 35, 33, 29, [39, { setup: 'other' }]), rule)).toMatchObject({ word: 'nothing' });
  });

  it('begins anew after a baseline that was pinned, and compares with that', () => {
    const pinned = ['run-4', 'run-5', 'run-6'];
    const trend = trendOf(runsOf(38, 35, 33, 24, 24, 23, 24), { ...rule, baselines: [pinned] });
    expect(trend.segments.map(({ because, runs }) => [because, runs.length])).toEqual([
      [[], 6],
      [['baseline'], 1],
    ]);
    expect(looksOf(trend).at(-1)).toBe('4 run-7 baseline nothing');
    expect(trend).toMatchObject({ baseline: pinned, word: 'nothing', by: { k: 4, runs: pinned } });
  });
});
