/** What the picture is made of, and what its colours and sizes mean. */
const kept = 'IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT bKGD pHYs cICP mDCV cLLI'.split(' ');

/** Keeps the chunks of a PNG's first picture and its colours. */
export function cutPng(bytes: Buffer): Buffer | undefined {
  const chunks = [bytes.subarray(0, 8)];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const type = bytes.toString('latin1', at + 4, at + 8);
    const end = at + 12 + bytes.readUInt32BE(at);
    if (kept.includes(type)) chunks.push(bytes.subarray(at, end));
    if (type === 'IEND') return Buffer.concat(chunks);
    at = end;
  }
  return undefined;
}
