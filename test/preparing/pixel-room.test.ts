import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pixelRoom } from '../../preparing/pixel-room.ts';

describe('pixelRoom', () => {
  it('holds no more pixels than it has room for, and lets all in at last', async () => {
    const images = fc.array(fc.integer({ min: 1, max: 150 }), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(images, fc.scheduler(), async (sizes, scheduler) => {
        const within = pixelRoom(100);
        const under = new Set<number>();
        let done = 0;
        const work = sizes.map((pixels, index) =>
          within(pixels, async () => {
            under.add(index);
            const sum = [...under].reduce((total, one) => total + (sizes[one] ?? 0), 0);
            expect(sum <= 100 || under.size === 1).toBe(true);
            await scheduler.schedule(Promise.resolve());
            under.delete(index);
            done += 1;
          }),
        );
        await scheduler.waitFor(Promise.all(work));
        expect(done).toBe(sizes.length);
      }),
      { numRuns: 50 },
    );
  });

  it('works on as many small images at once as fit', async () => {
    const within = pixelRoom(100);
    const { promise, resolve } = Promise.withResolvers<void>();
    let under = 0;
    const work = Array.from({ length: 5 }, () =>
      within(20, async () => {
        under += 1;
        if (under === 5) resolve();
        await promise;
      }),
    );
    await Promise.all(work);
    expect(under).toBe(5);
  });

  it('gives the room back when the work fails', async () => {
    const within = pixelRoom(100);
    await expect(within(100, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await within(100, async () => 'read')).toBe('read');
  });
});
