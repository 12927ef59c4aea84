import { type FileMetaData, parquetMetadataAsync, parquetRead } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import type { Bytes, Decodable, Wanted } from './messages.ts';

/** A Parquet file by its footer, which may be known already. */
export async function openParquet(file: Bytes, known?: FileMetaData): Promise<Decodable<'parquet'>> {
  const metadata = known ?? (await parquetMetadataAsync(file));
  return { metadata, decode: (wanted) => decode(file, metadata, wanted) };
}

async function decode(file: Bytes, metadata: FileMetaData, { columns, from, to, due }: Wanted): Promise<unknown[][]> {
  const read = Promise.withResolvers<unknown[][]>();
  await parquetRead({
    file,
    metadata,
    columns,
    rowStart: from,
    rowEnd: to,
    compressors: decompressors,
    // Else image bytes would be decoded as if they were text.
    utf8: false,
    rowFormat: 'array',
    onComplete: read.resolve,
  });
  const rows = await read.promise;
  return Array.from(due, (row) => rows[row] ?? []);
}

// A page of no bytes is nothing to decompress, and LZ4 writes it as one byte that the decoder takes for a broken one.
const decompressors: typeof compressors = Object.fromEntries(
  Object.entries(compressors).map(([codec, decompress]) => [
    codec,
    (input: Uint8Array, length: number) => (length === 0 ? new Uint8Array() : decompress(input, length)),
  ]),
);
