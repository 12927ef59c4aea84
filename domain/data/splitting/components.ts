import { openNumberList } from '../number-list.ts';
import { openTextMap } from '../text-map.ts';

/** Finds which rows belong together while they stream by: little is kept of a row, so that there may be millions. */
export interface Components {
  /** The next row, by its marks, such as `cluster c1` or the hash of an image; false where it belongs to an earlier row. */
  add(marks: readonly string[]): boolean;
  /** The number of the first row of each row's component. */
  firstRows(): Int32Array;
}

/** Rows belong together where they share a mark, directly or by others. */
export function openComponents(): Components {
  const rows = openNumberList(Int32Array);
  const firstWith = openTextMap();

  function rootOf(row: number, parents: Int32Array): number {
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

  function join(one: number, other: number): void {
    const parents = rows.all();
    const roots = [rootOf(one, parents), rootOf(other, parents)];
    parents[Math.max(...roots)] = Math.min(...roots);
  }

  return {
    add(marks) {
      const row = rows.length;
      rows.push(row);
      let isFirst = true;
      for (const mark of marks) {
        const other = firstWith.getOrSet(mark, row);
        if (other === -1 || other === row) continue;
        isFirst = false;
        join(other, row);
      }
      return isFirst;
    },
    firstRows() {
      const parents = rows.all();
      return parents.map((_, row) => rootOf(row, parents));
    },
  };
}

/** The components of rows that are at hand. */
export function componentsOf(marksOfRows: readonly (readonly string[])[]): number[] {
  const components = openComponents();
  for (const marks of marksOfRows) components.add(marks);
  return [...components.firstRows()];
}
