import { describe, expect, it } from '@jest/globals';
import { eventsOf } from '../../workflows/ending-is-told.ts';

describe('eventsOf', () => {
  it.each<[Parameters<typeof eventsOf>, string[]]>([
    [['done', 'better'], ['done']],
    [['done', undefined], ['done']],
    [['trial', undefined], ['done']],
    [
      ['done', 'worse'],
      ['worse', 'done'],
    ],
    [['incomplete', 'worse'], ['failed']],
    [['incomplete', undefined], ['failed']],
  ])('takes the end %j for %j', (end, events) => {
    expect(eventsOf(...end)).toEqual(events);
  });
});
