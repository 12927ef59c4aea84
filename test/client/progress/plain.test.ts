import { describe, expect, it } from '@jest/globals';
import type { RunStatus } from '../../../client/looking/run-status.ts';
import { createPlainLines } from '../../../client/progress/plain.ts';
import { createRunView } from '../../../client/progress/run-view.ts';
import { runIn } from './statuses.ts';

/** The lines at each look. */
function tell(looks: readonly (readonly [number, RunStatus])[]): string[][] {
  const viewOf = createRunView();
  const linesOf = createPlainLines();
  return looks.map(([at, status]) => linesOf(viewOf(status, at), at));
}

const answering = (done: number) => runIn('answering', { work: [{ name: 'base', done, total: 100 }] });

describe('createPlainLines', () => {
  it('writes when a stage begins and when it has ended', () => {
    expect(
      tell([
        [0, runIn('planning')],
        [2000, runIn('preparing')],
      ]),
    ).toEqual([['planning …'], ['planning: done in 2 s', 'preparing …']]);
  });

  it('writes at most every 10 s how far it is', () => {
    const looks = [0, 1, 2, 9, 10, 11].map((second) => [1000 * second, answering(second)] as const);
    expect(tell(looks).map((lines) => lines.length)).toEqual([4, 0, 0, 0, 1, 0]);
  });

  it('writes nothing when nothing has changed', () => {
    expect(
      tell([
        [0, answering(1)],
        [20_000, answering(1)],
      ])[1],
    ).toEqual([]);
  });

  it('passes on what holds a run up', () => {
    const [lines] = tell([[0, runIn('preparing', { note: 'no worker asks for work' })]]);
    expect(lines).toContain('preparing: no worker asks for work');
  });

  it('says until when a run is held up that goes on by itself', () => {
    const until = '2027-11-28T02:50:51.038Z';
    const [lines] = tell([[0, runIn('answering', { state: 'blocked', blocked: 'HTTP 429', until })]]);
    expect(lines).toContain(`answering: held up until ${until}: HTTP 429`);
  });
});
