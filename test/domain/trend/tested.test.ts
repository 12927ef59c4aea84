import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Finished, testedOf } from '../../../domain/trend/tested.ts';

const run = (slot: string, doneAt: string): Finished => ({ slot, doneAt });

it('tests runs in the order of their slots, and none that was done after one of a later slot', () => {
  const runs = [run('1', 'a'), run('2', 'd'), run('3', 'c'), run('4', 'e')];
  expect(testedOf(runs).map(({ slot }) => slot)).toEqual(['1', '3', '4']);
});

it('never changes what has been looked at, whatever is done later', () => {
  const moments = fc.uniqueArray(fc.integer({ min: 0, max: 99 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(moments, (done) => {
      const runs = done.map((at, slot) => run(String(slot).padStart(2, '0'), String(at).padStart(2, '0')));
      const inTime = [...runs].sort((a, b) => a.doneAt.localeCompare(b.doneAt));
      for (let known = 1; known <= runs.length; known++) {
        const earlier = testedOf(inTime.slice(0, known - 1));
        expect(testedOf(inTime.slice(0, known)).slice(0, earlier.length)).toEqual(earlier);
      }
    }),
  );
});
