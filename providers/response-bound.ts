/** The most bytes of a response that are read, decompressed: an answer has a few thousand. */
export const mostBytes = 8_000_000;

/** A response that is longer than any that makes sense. */
export class BodyTooLarge extends Error {
  override name = 'BodyTooLarge';
}

/** Throws {@link BodyTooLarge} once more bytes have been read than {@link mostBytes}. */
export function boundRead(bytes: number): void {
  if (bytes > mostBytes) throw new BodyTooLarge(`a response of more than ${mostBytes} bytes`);
}
