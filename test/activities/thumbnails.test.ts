import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { thumbnailsOf } from '../../activities/thumbnails.ts';
import { type DataFolder, makeDataFolder } from '../fakes/data-folder.ts';

let at: DataFolder;
beforeEach(async () => {
  at = await makeDataFolder();
});
afterEach(() => at.remove());

async function stored(background: string): Promise<string> {
  const create = { width: 600, height: 900, channels: 3 as const, background };
  return (await at.store.putObject(await sharp({ create }).jpeg().toBuffer(), 'image/jpeg')).sha256;
}

const pictureIn = (url: string | undefined) => sharp(Buffer.from(url?.split(',')[1] ?? '', 'base64'));

describe('thumbnailsOf', () => {
  it('draws one image alone, several side by side in their order, and none of text', async () => {
    const [red, blue] = [await stored('#f00'), await stored('#00f')];
    const thumbnails = await thumbnailsOf(at.store, [{ image: red }, { images: [red, blue] }, {}, { image: red }]);
    expect([...thumbnails.keys()]).toEqual([red, `${red} ${blue}`]);
    expect(await pictureIn(thumbnails.get(red)).metadata()).toMatchObject({ width: 171, height: 256 });
    const { data, info } = await pictureIn(thumbnails.get(`${red} ${blue}`))
      .raw()
      .toBuffer({ resolveWithObject: true });
    const colourAt = (x: number) => [
      ...data.subarray((40 * info.width + x) * info.channels, (40 * info.width + x) * info.channels + 3),
    ];
    expect([info.width, info.height]).toEqual([256, 128]);
    expect(colourAt(40)[0]).toBeGreaterThan(200);
    expect(colourAt(128 + 40)[2]).toBeGreaterThan(200);
  });

  it('puts ten images into rows of three', async () => {
    const images = await Promise.all(Array.from({ length: 10 }, (_, n) => stored(`rgb(${n * 20},0,0)`)));
    const [url] = [...(await thumbnailsOf(at.store, [{ images }])).values()];
    expect(await pictureIn(url).metadata()).toMatchObject({ width: 255, height: 340 });
  });
});
