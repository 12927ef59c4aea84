const [startOfScan, endOfImage] = [0xda, 0xd9];

/** Keeps JFIF, the colour profile, Adobe's mark and all that is no application's own; undefined where it is no JPEG as a whole. */
export function cutJpeg(bytes: Buffer): Buffer | undefined {
  const kept = [bytes.subarray(0, 2)];
  let at = 2;
  while (at < bytes.length) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      // Any number of these may stand before a marker.
      at += 1;
      continue;
    }
    if (marker === endOfImage) return Buffer.concat([...kept, bytes.subarray(at, at + 2)]);
    const header = at + 2 + bytes.readUInt16BE(at + 2);
    const end = marker === startOfScan ? endOfScan(bytes, header) : header;
    if (belongs(marker, bytes.subarray(at + 4, header))) kept.push(bytes.subarray(at, end));
    at = end;
  }
  return undefined;
}

/** Where the next marker is that is neither a stuffed byte nor a restart within the scan. */
function endOfScan(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0;
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at;
  }
  return bytes.length;
}

function belongs(marker: number, content: Buffer): boolean {
  const begins = (text: string) => content.toString('latin1', 0, text.length) === text;
  switch (marker) {
    case 0xe0:
      return begins('JFIF\0');
    case 0xe2:
      return begins('ICC_PROFILE\0');
    case 0xee:
      return begins('Adobe');
    case 0xfe:
      return false;
    default:
      return marker < 0xe0 || marker > 0xef;
  }
}
