/** Numbers that are added one by one, in the room of a typed array. */
export interface NumberList<T extends Int32Array | Float64Array> {
  readonly length: number;
  push(number: number): void;
  /** All of them; what is written to them stays, until the next is added. */
  all(): T;
}

/** A list of whole numbers of 32 bits, or of doubles. */
export function openNumberList<T extends Int32Array | Float64Array>(Kind: { new (length: number): T }): NumberList<T> {
  let room = new Kind(1024);
  let length = 0;
  return {
    get length() {
      return length;
    },
    push(number) {
      if (length === room.length) {
        const larger = new Kind(2 * length);
        larger.set(room);
        room = larger;
      }
      room[length] = number;
      length += 1;
    },
    all: () => room.subarray(0, length) as T,
  };
}
