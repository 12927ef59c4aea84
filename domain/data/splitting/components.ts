/**
 * Which rows belong together because they share a mark, directly or by others: the number of the first row of each row's
 * component. Marks are such as `cluster c1` or the hash of an image.
 */
export function componentsOf(marksOfRows: readonly (readonly string[])[]): number[] {
  const parents = marksOfRows.map((_, row) => row);
  const firstWith = new Map<string, number>();

  function rootOf(row: number): number {
    let root = row;
    while (parents[root] !== root) root = parents[root] ?? root;
    // Later look-ups go straight there.
    for (let at = row; at !== root; ) {
      const next = parents[at] ?? root;
      parents[at] = root;
      at = next;
    }
    return root;
  }

  for (const [row, marks] of marksOfRows.entries()) {
    for (const mark of marks) {
      const other = firstWith.get(mark);
      if (other === undefined) firstWith.set(mark, row);
      else join(rootOf(other), rootOf(row));
    }
  }
  return parents.map((_, row) => rootOf(row));

  function join(one: number, other: number): void {
    parents[Math.max(one, other)] = Math.min(one, other);
  }
}
