/** Tells which sets are of the very same samples, while samples stream by: sets stay together until one lacks a sample. */
export class SameSamples {
  readonly #classes = new Map<string, number>();
  #last = 0;

  /** Adds a sample to the sets that hold it. */
  add(sets: Iterable<string>): void {
    const split = new Map<number, number>();
    for (const set of sets) {
      const before = this.#classes.get(set) ?? 0;
      const after = split.get(before) ?? ++this.#last;
      split.set(before, after);
      this.#classes.set(set, after);
    }
  }

  /** The same for two sets if, and only if, they hold the same samples. */
  classOf(set: string): number {
    return this.#classes.get(set) ?? 0;
  }
}
