import { createReadStream } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { printMeasured } from './measured.ts';

/** Reads all rows as the library's own examples do it, and counts them. */

const [folder = '', kind = ''] = process.argv.slice(2);
const file = path.join(folder, `rows.${kind}`);

await printMeasured(kind === 'csv' ? readCsv : readParquet);

async function readCsv(): Promise<number> {
  let rows = 0;
  for await (const _ of createReadStream(file).pipe(parse({ columns: true }))) rows += 1;
  return rows;
}

async function readParquet(): Promise<number> {
  const buffer = await asyncBufferFromFile(file);
  const metadata = await parquetMetadataAsync(buffer);
  let rows = 0;
  for (const group of metadata.row_groups) {
    const rowEnd = rows + Number(group.num_rows);
    rows += (await parquetReadObjects({ file: buffer, metadata, rowStart: rows, rowEnd, compressors })).length;
  }
  return rows;
}
