const kept = ['VP8X', 'ICCP', 'ALPH', 'VP8 ', 'VP8L'];
/** Bits of the header that say that EXIF and XMP follow. */
const metadataFlags = 0b1100;

/** Keeps the chunks of a still WebP's picture and its colours. */
export function cutWebp(bytes: Buffer): Buffer | undefined {
  const end = 8 + bytes.readUInt32LE(4);
  if (end > bytes.length) return undefined;
  const chunks: Buffer[] = [];
  for (let at = 12; at + 8 <= end; ) {
    const length = bytes.readUInt32LE(at + 4);
    // Chunks begin at even bytes.
    const next = at + 8 + length + (length % 2);
    const chunk = bytes.subarray(at, Math.min(next, end));
    const type = chunk.toString('latin1', 0, 4);
    if (kept.includes(type)) chunks.push(type === 'VP8X' ? withoutFlags(chunk) : chunk);
    at = next;
  }
  return Buffer.concat([riff(4 + chunks.reduce((sum, { length }) => sum + length, 0)), ...chunks]);
}

function withoutFlags(header: Buffer): Buffer {
  const own = Buffer.from(header);
  own.writeUInt8(own.readUInt8(8) & ~metadataFlags, 8);
  return own;
}

function riff(length: number): Buffer {
  const header = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1');
  header.writeUInt32LE(length, 4);
  return header;
}
