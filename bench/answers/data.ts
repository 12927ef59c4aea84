import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import sharp, { type Sharp } from 'sharp';
import { toParquet } from '../../packages/demo/parquet.ts';
import { renderDemoCovers } from '../../packages/demo/render.ts';
import type { Row } from '../../packages/demo/rows.ts';

/** Turned and mirrored, 60 rendered covers become images enough, no two of which are the same. */
const VARIANTS: readonly ((cover: Sharp) => Sharp)[] = [
  (cover) => cover.rotate(180),
  (cover) => cover.flip(),
  (cover) => cover.flop(),
  (cover) => cover.negate(),
];

/** Writes `train.parquet` with 30 covers, and `test.parquet` with `images` other images of five questions each. */
export async function writeBenchData(directory: string, images: number): Promise<void> {
  const rendered = path.join(directory, 'rendered');
  const files = await renderDemoCovers({ directory: rendered });
  const train = await readCovers(files.train);
  const covers = [...train, ...(await readCovers(files.validation)), ...(await readCovers(files.test))];
  const test = await Promise.all(
    Array.from({ length: images }, (_, index) => variantOf(covers[index % covers.length] as Row, index, covers.length)),
  );
  await mkdir(directory, { recursive: true });
  await writeFile(path.join(directory, 'train.parquet'), toParquet(train, 'bench'));
  await writeFile(path.join(directory, 'test.parquet'), toParquet(test, 'bench'));
}

async function readCovers(file: string): Promise<Row[]> {
  return (await parquetReadObjects({ file: await asyncBufferFromFile(file), utf8: false })) as Row[];
}

async function variantOf(row: Row, index: number, covers: number): Promise<Row> {
  const turn = Math.floor(index / covers);
  const vary = VARIANTS[turn % VARIANTS.length] as (typeof VARIANTS)[number];
  // More images than that are of other colours.
  const hue = Math.floor(turn / VARIANTS.length) * 7;
  const varied = hue === 0 ? vary(sharp(row.image.bytes)) : vary(sharp(row.image.bytes)).modulate({ hue });
  const bytes = await varied.jpeg({ quality: 95 }).toBuffer();
  const id = `${row.image_id}-${index}`;
  return { ...row, image_id: id, image: { bytes: new Uint8Array(bytes), path: `${id}.jpg` } };
}
