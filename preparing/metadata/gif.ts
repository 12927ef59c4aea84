const [extension, picture, trailer, graphicControl] = [0x21, 0x2c, 0x3b, 0xf9];

/** Keeps the picture of a still GIF, its colours, and what says which of them is transparent. */
export function cutGif(bytes: Buffer): Buffer | undefined {
  let at = 13 + tableBytes(bytes.readUInt8(10));
  const kept = [bytes.subarray(0, at)];
  while (at < bytes.length) {
    const kind = bytes.readUInt8(at);
    if (kind === trailer) return Buffer.concat([...kept, bytes.subarray(at, at + 1)]);
    if (kind !== extension && kind !== picture) return undefined;
    // Blocks follow the two bytes of an extension, or the header, colours and code size of a picture.
    const blocks = at + (kind === extension ? 2 : 11 + tableBytes(bytes.readUInt8(at + 9)));
    const end = endOfBlocks(bytes, blocks);
    if (kind === picture || bytes[at + 1] === graphicControl) kept.push(bytes.subarray(at, end));
    at = end;
  }
  return undefined;
}

function tableBytes(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

/** Each block begins with its length; an empty one is the last. */
function endOfBlocks(bytes: Buffer, from: number): number {
  let at = from;
  for (let length = bytes.readUInt8(at); length > 0; length = bytes.readUInt8(at)) at += 1 + length;
  return at + 1;
}
