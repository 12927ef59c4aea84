/**
 * A request's body in pieces, some of which are shared with other requests: images are most of a body, and a copy of them
 * for each call would be most of its cost. To whoever does not know it, it is a stream of those pieces.
 */
export class PiecedBody extends ReadableStream<Uint8Array> {
  readonly pieces: readonly Uint8Array[];
  /** Of all pieces. */
  readonly bytes: number;

  constructor(pieces: readonly Uint8Array[]) {
    const left = pieces.values();
    const pull = (controller: ReadableStreamDefaultController<Uint8Array>) => {
      const { value, done } = left.next();
      if (done) controller.close();
      else controller.enqueue(value);
    };
    super({ pull }, { highWaterMark: 0 });
    this.pieces = pieces;
    this.bytes = pieces.reduce((sum, piece) => sum + piece.byteLength, 0);
  }
}
