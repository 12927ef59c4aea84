import { describe, expect, it } from '@jest/globals';
import { grade } from '../../../domain/grading/grading.ts';
import { PairMeter } from '../../../domain/statistics/difference.ts';
import { holm } from '../../../domain/statistics/holm.ts';
import { measureSlices } from '../../../domain/statistics/slice-family.ts';
import { outcomesOf } from '../../fakes/samples.ts';

const all = { dimension: null, value: 'all' };

function meter(value: string, mine: string, theirs: string): PairMeter {
  const made = new PairMeter(value === 'all' ? all : { dimension: 'type', value }, 'exact');
  const grades = (marks: string) => outcomesOf(marks).map((outcome) => grade(outcome, ['right']));
  const [compare, against] = [grades(mine), grades(theirs)];
  compare.forEach((own, row) => {
    made.add(`c${row}`, { compare: own, against: against[row] });
  });
  return made;
}

const meters = [
  meter('all', '+'.repeat(20), '-'.repeat(10).padEnd(20, '+')),
  meter('one', '+'.repeat(12), '-'.repeat(12)),
  meter('two', '+'.repeat(12), '-'.repeat(6).padEnd(12, '+')),
  meter('few changed', '+'.repeat(30), '-----'.padEnd(30, '+')),
  meter('few', '+'.repeat(9), '-'.repeat(9)),
];

describe('measureSlices', () => {
  const [whole, one, two, fewChanged, few] = measureSlices(meters, all, 0.05);

  it('leaves the whole out of the family', () => {
    expect(whole).toMatchObject({ alpha: 0.05 });
    expect(whole?.test?.adjusted).toBeUndefined();
  });

  it('shares alpha among the slices tested, and adjusts their p by Holm', () => {
    expect([one?.alpha, two?.alpha]).toEqual([0.025, 0.025]);
    const [first = 0, second = 0] = holm([2 / 2 ** 12, 2 / 2 ** 6]);
    expect(one?.test?.adjusted).toBeCloseTo(first, 12);
    expect(two?.test?.adjusted).toBeCloseTo(second, 12);
  });

  it('shows counts of slices with fewer than 10 clusters, or 6 with a difference', () => {
    for (const slice of [fewChanged, few]) {
      expect(slice).not.toHaveProperty('interval');
      expect(slice).not.toHaveProperty('test');
    }
    expect(fewChanged).toMatchObject({ clusters: 30, changed: 5, pairs: { onlyCompare: 5 } });
    expect(few).toMatchObject({ clusters: 9, changed: 9 });
  });

  it('leaves the slice of the verdict out of the family, too', () => {
    const [, own, other] = measureSlices(meters, { dimension: 'type', value: 'one' }, 0.05);
    expect(own).toMatchObject({ alpha: 0.05 });
    expect(other).toMatchObject({ alpha: 0.05 });
    expect(other?.test?.adjusted).toBeCloseTo(2 / 2 ** 6, 12);
  });

  it('takes slices of the same samples for one test, under each of their names', () => {
    const twice = [...meters, meter('one again', '+'.repeat(12), '-'.repeat(12))];
    const classOf = (one: PairMeter) => (one.value === 'one again' ? 'one' : one.value);
    const again = measureSlices(twice, all, 0.05, classOf);
    expect(again.slice(0, 5)).toEqual([whole, one, two, fewChanged, few]);
    expect(again[5]).toEqual({ ...one, value: 'one again', sameAs: { dimension: 'type', value: 'one' } });
  });

  it('takes a slice of all samples, or of those of the verdict, for no further test', () => {
    const everything = [...meters, meter('everything', '+'.repeat(20), '-'.repeat(10).padEnd(20, '+'))];
    const classOf = (one: PairMeter) => (one.value === 'everything' ? 'all' : one.value);
    const measured = measureSlices(everything, all, 0.05, classOf);
    expect(measured[5]).toEqual({ ...whole, dimension: 'type', value: 'everything', sameAs: all });
    expect(measured[1]).toEqual(one);
  });
});
