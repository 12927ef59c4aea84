/**
 * Room for so many pixels under way at once, in the order of asking: images differ by a factor of a thousand, so that
 * counting them bounds no memory. What is larger than the whole room waits for all others, and goes alone.
 */
export function pixelRoom(size: number) {
  let free = size;
  const waiting: { pixels: number; enter: () => void }[] = [];

  function admit(): void {
    for (let [next] = waiting; next !== undefined && next.pixels <= free; [next] = waiting) {
      waiting.shift();
      free -= next.pixels;
      next.enter();
    }
  }

  return async function within<T>(pixels: number, work: () => Promise<T>): Promise<T> {
    const weight = Math.min(pixels, size);
    await new Promise<void>((enter) => {
      waiting.push({ pixels: weight, enter });
      admit();
    });
    try {
      return await work();
    } finally {
      free += weight;
      admit();
    }
  };
}
