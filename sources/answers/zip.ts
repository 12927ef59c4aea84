import { crc32, inflateRawSync, zstdDecompressSync } from 'node:zlib';
import { StoredAnswersError } from '../../domain/stored/entry.ts';
import type { DataFile } from '../data-file.ts';

/** A file within a zip file. */
export interface ZipEntry {
  name: string;
  /** Its content. Throws {@link StoredAnswersError} where it is broken or too large. */
  read(): Promise<Buffer>;
}

/** Of one file within, unpacked. */
const mostBytes = 64 * 1024 * 1024;

/** Where the end of the directory may begin: before a comment of at most 64 KiB. */
const mostTail = 22 + 0xffff;

const marks = { end: 0x06054b50, entry: 0x02014b50, file: 0x04034b50 };

/** How content may be packed. Libraries leave zstd out, by which inspect_ai packs its logs. */
const unpack: Readonly<Record<number, (packed: Buffer, maxOutputLength: number) => Buffer>> = {
  0: (packed) => packed,
  8: (packed, maxOutputLength) => inflateRawSync(packed, { maxOutputLength }),
  93: (packed, maxOutputLength) => zstdDecompressSync(packed, { maxOutputLength }),
};

/** The files in a zip file by name; of those that were written again, the last. Throws {@link StoredAnswersError}. */
export async function openZip(file: DataFile): Promise<ReadonlyMap<string, ZipEntry>> {
  const tail = Buffer.from(await file.slice(Math.max(0, file.bytes - mostTail)));
  const end = tail.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0 || end + 22 > tail.length) throw broken(file, 'it is no zip file, or was cut');
  const [count, size, start] = [tail.readUInt16LE(end + 10), tail.readUInt32LE(end + 12), tail.readUInt32LE(end + 16)];
  if (count === 0xffff || start === 0xffffffff) throw broken(file, 'it is too large (zip64)');
  if (start + size > file.bytes) throw broken(file, 'its directory lies outside');
  const directory = Buffer.from(await file.slice(start, start + size));
  const entries = new Map<string, ZipEntry>();
  for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === marks.entry; ) {
    const header = directory.subarray(at);
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => header.readUInt16LE(offset)) as [
      number,
      number,
      number,
    ];
    const name = header.toString('utf8', 46, 46 + nameLength);
    entries.set(name, { name, read: () => readEntry(file, name, header) });
    at += 46 + nameLength + extra + comment;
  }
  return entries;
}

async function readEntry(file: DataFile, name: string, header: Buffer): Promise<Buffer> {
  const [method, crc, packedBytes, bytes, offset] = [
    header.readUInt16LE(10),
    header.readUInt32LE(16),
    header.readUInt32LE(20),
    header.readUInt32LE(24),
    header.readUInt32LE(42),
  ];
  if (bytes > mostBytes) throw broken(file, `${name} has ${bytes} bytes; at most ${mostBytes} are read`);
  if (offset + 30 > file.bytes) throw broken(file, `${name} lies outside`);
  const local = Buffer.from(await file.slice(offset, offset + 30));
  const start = offset + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
  if (local.readUInt32LE(0) !== marks.file || start + packedBytes > file.bytes) throw broken(file, `${name} is cut`);
  const packed = Buffer.from(await file.slice(start, start + packedBytes));
  const content = unpacked(file, name, method, packed, bytes);
  if (content.length !== bytes || crc32(content) !== crc) throw broken(file, `${name} is not as it was written`);
  return content;
}

function unpacked(file: DataFile, name: string, method: number, packed: Buffer, bytes: number): Buffer {
  const by = unpack[method];
  if (!by) throw broken(file, `${name} is packed by method ${method}`);
  try {
    return by(packed, Math.max(1, bytes));
  } catch {
    throw broken(file, `${name} cannot be unpacked`);
  }
}

function broken({ name }: DataFile, what: string): StoredAnswersError {
  return new StoredAnswersError(
    `${name} cannot be read: ${what}. Write it anew, or as JSON ("inspect log convert --to json").`,
  );
}
