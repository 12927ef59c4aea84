import { describe, expect, it } from '@jest/globals';
import { groupCommit } from '../../storage/group-commit.ts';

/** Writes that end when they are told to. */
function slowWrites() {
  const begun: { lines: number; end: () => void; fail: (reason: Error) => void }[] = [];
  const write = (text: string) =>
    new Promise<void>((end, fail) => begun.push({ lines: text.split('\n').length - 1, end, fail }));
  return { begun, ...groupCommit(write, (error) => error) };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('groupCommit', () => {
  it('writes the first line at once, and those that come meanwhile together', async () => {
    const { begun, append } = slowWrites();
    const lines = Array.from({ length: 5 }, (_, n) => append({ n }));
    expect(begun.map(({ lines }) => lines)).toEqual([1]);
    begun[0]?.end();
    await lines[0];
    await settle();
    expect(begun.map(({ lines }) => lines)).toEqual([1, 4]);
    begun[1]?.end();
    await Promise.all(lines);
  });

  it('has no room while 64 lines wait to be written, however many calls could go on', async () => {
    const { begun, append, room } = slowWrites();
    const lines = Array.from({ length: 64 }, (_, n) => append({ n }));
    let isFree = false;
    const waiting = room().then(() => {
      isFree = true;
    });
    await settle();
    expect(isFree).toBe(false);
    begun[0]?.end();
    await waiting;
    await settle();
    begun[1]?.end();
    await Promise.all(lines);
    await room();
  });

  it('lets whoever waits for room go on to hear that nothing can be written', async () => {
    const { begun, append, room } = slowWrites();
    const lines = Promise.allSettled(Array.from({ length: 70 }, (_, n) => append({ n })));
    const waiting = room();
    begun[0]?.fail(new Error('no more'));
    await waiting;
    expect((await lines).every(({ status }) => status === 'rejected')).toBe(true);
    await expect(append({})).rejects.toThrow('no more');
  });
});
