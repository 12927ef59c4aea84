import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { runIdOfSlot, slotAt, slotOfRunId } from '../../../domain/schedule/slot.ts';

test('a run is named by its schedule and its slot', () => {
  const slot = slotAt(new Date('2026-11-28T00:39:20.917Z'));
  expect(slot).toBe('2026-11-28T00:39:20Z');
  expect(runIdOfSlot('nightly', slot)).toBe('nightly-20261128T003920');
});

test('the slot of a run is read from its id, and from no other', () => {
  const ids = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,39}$/);
  const moments = fc.date({ min: new Date('1970-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(ids, moments, (schedule, moment) => {
      const slot = slotAt(moment);
      expect(slotOfRunId(schedule, runIdOfSlot(schedule, slot))).toBe(slot);
      expect(slotOfRunId(schedule, `other-${runIdOfSlot(schedule, slot)}`)).toBeUndefined();
    }),
  );
  expect(slotOfRunId('covers', 'covers-20261128-093000')).toBeUndefined();
  expect(slotOfRunId('covers', 'covers')).toBeUndefined();
});
