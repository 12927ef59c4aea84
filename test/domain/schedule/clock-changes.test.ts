import { describe, expect, it } from '@jest/globals';
import { clockChanges, isTimeZone, localTime, troubleAt } from '../../../domain/schedule/clock-changes.ts';

const zone = 'America/New_York';
const year = [new Date('2026-11-28T00:00:00Z'), new Date('2027-11-28T00:00:00Z')] as const;
const [forward, back] = clockChanges(zone, ...year);
const day = 86_400_000;
const dates = (...moments: string[]) => moments.map((moment) => new Date(`${moment}Z`));

describe('clockChanges', () => {
  it('finds when the clocks of a zone are changed, to the second', () => {
    expect(clockChanges(zone, ...year)).toEqual([
      { at: new Date('2027-03-14T07:00:00Z'), before: -5 * 3_600_000, after: -4 * 3_600_000 },
      { at: new Date('2027-11-07T06:00:00Z'), before: -4 * 3_600_000, after: -5 * 3_600_000 },
    ]);
    expect(clockChanges('UTC', ...year)).toEqual([]);
  });

  it('tells what a clock there shows, and which zones there are', () => {
    expect(localTime('Asia/Kathmandu', new Date('2026-11-28T00:00:00Z'))).toBe('2026-11-28 05:45:00');
    expect(['Europe/Berlin', 'UTC', 'Mars/Base', ''].map(isTimeZone)).toEqual([true, true, false, false]);
  });
});

describe('troubleAt', () => {
  it('names a daily slot at an hour that does not exist', () => {
    const wanted = dates('2027-03-13T02:30', '2027-03-14T02:30', '2027-03-15T02:30');
    const slots = dates('2027-03-13T07:30', '2027-03-15T06:30');
    expect(forward && troubleAt(forward, { wanted, slots, interval: day })).toEqual([
      { local: '2027-03-14 02:30', kind: 'dropped' },
    ]);
  });

  it('names a daily slot at an hour that comes twice', () => {
    const wanted = dates('2027-11-06T01:30', '2027-11-07T01:30', '2027-11-08T01:30');
    const slots = dates('2027-11-06T05:30', '2027-11-07T05:30', '2027-11-07T06:30', '2027-11-08T06:30');
    expect(back && troubleAt(back, { wanted, slots, interval: day })).toEqual([
      { local: '2027-11-07 01:30', kind: 'doubled' },
    ]);
  });

  it('says nothing of a slot at another hour', () => {
    const slots = dates('2027-03-13T13:00', '2027-03-14T13:00');
    expect(forward && troubleAt(forward, { wanted: dates('2027-03-14T09:00'), slots, interval: day })).toEqual([]);
  });

  it('says nothing of slots that come every hour as ever', () => {
    const interval = 3_600_000;
    const wanted = dates('2027-03-14T01:00', '2027-03-14T02:00', '2027-03-14T03:00');
    const spring = dates('2027-03-14T06:00', '2027-03-14T07:00', '2027-03-14T08:00');
    expect(forward && troubleAt(forward, { wanted, slots: spring, interval })).toEqual([]);
    const autumn = dates('2027-11-07T05:00', '2027-11-07T06:00', '2027-11-07T07:00');
    expect(back && troubleAt(back, { wanted: [], slots: autumn, interval })).toEqual([]);
  });
});
