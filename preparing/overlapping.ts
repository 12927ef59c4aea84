/** Works on what arrives, several at a time, unless there is nothing to wait for; throws the first error once all that began has ended. */
export async function overlapping<T>(
  all: AsyncIterable<T>,
  width: number,
  work: (one: T) => Promise<void> | undefined,
): Promise<void> {
  const under = new Set<Promise<void>>();
  const errors: unknown[] = [];
  try {
    for await (const one of all) {
      const begun = work(one);
      if (begun) {
        const working = begun.catch((error: unknown) => void errors.push(error)).finally(() => under.delete(working));
        under.add(working);
        if (under.size >= width) await Promise.race(under);
      }
      if (errors.length > 0) break;
    }
  } finally {
    await Promise.all(under);
  }
  if (errors.length > 0) throw errors[0];
}
