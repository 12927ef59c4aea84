import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type CleanableRun, planCleaning } from '../../../domain/cleaning/plan-cleaning.ts';

const run = (runId: string, more: Partial<CleanableRun> = {}): CleanableRun => ({
  runId,
  state: 'ended',
  writtenAt: 10,
  needs: [],
  ...more,
});
const older = { before: 50, runs: [] };

describe('planCleaning', () => {
  it('takes runs by their age, or by name whatever their age', () => {
    const runs = [run('old'), run('new', { writtenAt: 50 })];
    expect(planCleaning(runs, older)).toEqual({ remove: ['old'], keep: [] });
    expect(planCleaning(runs, { runs: ['new'] })).toEqual({ remove: ['new'], keep: [] });
  });

  it('refuses a run that is open, named or not', () => {
    const { remove, keep } = planCleaning([run('open', { state: 'open' })], { before: 50, runs: ['open'] });
    expect([remove, keep]).toEqual([[], [{ runId: 'open', why: 'it is open' }]]);
  });

  it.each([
    ['of a schedule', { schedule: 'nightly' }, /trend of schedule nightly/],
    ['of which nobody knows that it has ended', { state: 'unknown' as const }, /nobody knows/],
  ])('keeps a run %s unless it is named', (_, more, why) => {
    const { remove, keep } = planCleaning([run('one', more)], older);
    expect([remove, keep]).toEqual([[], [{ runId: 'one', why: expect.stringMatching(why) }]]);
    expect(planCleaning([run('one', more)], { runs: ['one'] }).remove).toEqual(['one']);
  });

  it('keeps what a run that stays needs, and what that one needs', () => {
    const chain = [run('a'), run('b', { needs: ['a'] }), run('c', { needs: ['b'], writtenAt: 60 })];
    expect(planCleaning(chain, older)).toMatchObject({ remove: [], keep: [{ runId: 'b' }, { runId: 'a' }] });
    expect(planCleaning(chain, { before: 70, runs: [] }).remove).toEqual(['a', 'b', 'c']);
  });

  it('never takes away what a run that stays needs, nor an open run', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const any = fc.record({
      state: fc.constantFrom('open', 'ended', 'unknown') as fc.Arbitrary<CleanableRun['state']>,
      writtenAt: fc.integer({ min: 0, max: 100 }),
      needs: fc.array(id, { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.tuple(any, any, any, any, any), fc.array(id), (facts, named) => {
        const runs = facts.map((one, index) => run('abcde'.charAt(index), one));
        const { remove } = planCleaning(runs, { before: 50, runs: named });
        const stays = runs.filter(({ runId }) => !remove.includes(runId));
        for (const { needs } of stays) expect(needs.filter((needed) => remove.includes(needed))).toEqual([]);
        expect(runs.filter(({ runId, state }) => state === 'open' && remove.includes(runId))).toEqual([]);
      }),
    );
  });
});
