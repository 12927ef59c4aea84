/** The number that each of many numbers stands for, in a tenth of the room of a Map: whole numbers below 2^53, and below 2^31. */
export interface NumberMap {
  /** What a number stands for; -1 where it stands for nothing, and then for the one that is given from now on. */
  getOrSet(key: number, value: number): number;
}

const free = -1;

/** Numbers that are spread evenly, such as hashes, which are looked for from their place on. */
export function openNumberMap(): NumberMap {
  let keys = new Float64Array(1024).fill(free);
  let values = new Int32Array(keys.length);
  let size = 0;

  function placeOf(key: number): number {
    let place = key % keys.length;
    while (keys[place] !== free && keys[place] !== key) place = place + 1 === keys.length ? 0 : place + 1;
    return place;
  }

  function grow(): void {
    const [earlierKeys, earlierValues] = [keys, values];
    keys = new Float64Array(2 * earlierKeys.length).fill(free);
    values = new Int32Array(keys.length);
    for (const [place, key] of earlierKeys.entries()) {
      if (key === free) continue;
      const at = placeOf(key);
      keys[at] = key;
      values[at] = earlierValues[place] ?? free;
    }
  }

  return {
    getOrSet(key, value) {
      const place = placeOf(key);
      if (keys[place] === key) return values[place] ?? free;
      keys[place] = key;
      values[place] = value;
      size += 1;
      if (2 * size > keys.length) grow();
      return free;
    },
  };
}
