import { CancellationScope } from '@temporalio/workflow';

/** Runs work over items with at most `width` under way. */
export async function inWindow<T>(items: Iterator<T>, width: number, work: (item: T) => Promise<void>): Promise<void> {
  await allInScope(lanes(items, width, work));
}

/** As many lanes as may be under way at once, which take their next item from one queue. */
export function lanes<T>(
  items: Iterator<T>,
  width: number,
  work: (item: T) => Promise<void>,
): readonly (() => Promise<void>)[] {
  async function lane(): Promise<void> {
    for (let item = items.next(); !item.done; item = items.next()) await work(item.value);
  }
  return Array.from({ length: width }, () => lane);
}

/**
 * Runs all at once. When one fails, the others are cancelled and awaited before its error goes up: otherwise they would
 * go on paying for answers that nobody waits for.
 */
export async function allInScope<T>(works: readonly (() => Promise<T>)[]): Promise<T[]> {
  const scope = new CancellationScope();
  const results = scope.run(async () => {
    const running = works.map((work) => work());
    try {
      return await Promise.all(running);
    } catch (error) {
      scope.cancel();
      await Promise.allSettled(running);
      throw error;
    }
  });
  return await results;
}
