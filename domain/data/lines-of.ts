/**
 * The lines of a text that comes in chunks, each without its line feed; what follows the last one is a line too.
 * Only a line feed ends a line: readline would split at U+2028 and U+2029 as well, which JSON leaves as they are.
 */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let begun: Uint8Array[] = [];
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, from)) {
      yield textOf([...begun, chunk.subarray(from, end)]);
      begun = [];
      from = end + 1;
    }
    if (from < chunk.length) begun.push(chunk.subarray(from));
  }
  if (begun.length > 0) yield textOf(begun);
}

const lineFeed = 10;

function textOf(pieces: Uint8Array[]): string {
  const [only] = pieces;
  return (
    pieces.length === 1 && only ? Buffer.from(only.buffer, only.byteOffset, only.length) : Buffer.concat(pieces)
  ).toString();
}
