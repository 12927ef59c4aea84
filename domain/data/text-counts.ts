import { openNumberList } from './number-list.ts';
import { openTextMap } from './text-map.ts';

/** How often each of many texts was seen, and as the how manyth of all it was seen first. */
export interface TextCounts {
  /** Counts a text once more. */
  add(text: string): Counted;
  /** The number of a text, by which it was first; -1 of one that was not seen. */
  numberOf(text: string): number;
  timesOf(text: string): number;
  /** Times by numbers. */
  all(): Int32Array;
}

export interface Counted {
  times: number;
  /** From 0 on. */
  number: number;
}

export function openTextCounts(): TextCounts {
  const numbers = openTextMap();
  const times = openNumberList(Int32Array);
  return {
    add(text) {
      const known = numbers.getOrSet(text, times.length);
      const number = known === -1 ? times.length : known;
      if (known === -1) times.push(0);
      const all = times.all();
      all[number] = (all[number] ?? 0) + 1;
      return { times: all[number], number };
    },
    numberOf: numbers.get,
    timesOf: (text) => times.all()[numbers.get(text)] ?? 0,
    all: times.all,
  };
}
