/** When a run was due, and when it was first done; ISO 8601 in UTC. */
export interface Finished {
  slot: string;
  doneAt: string;
}

/**
 * The runs that are tested, in the order of their slots: each that was done before any run of a later slot was. One that a
 * retry has completed later would change what looks have been at, so it is only shown.
 */
export function testedOf<T extends Finished>(runs: readonly T[]): T[] {
  const tested: T[] = [];
  for (const run of [...runs].sort((a, b) => compare(a.doneAt, b.doneAt) || compare(a.slot, b.slot))) {
    const last = tested.at(-1);
    if (last === undefined || last.slot < run.slot) tested.push(run);
  }
  return tested;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
