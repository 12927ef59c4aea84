import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import type { Worker } from 'tesseract.js';
import { openOcr } from '../../../../packages/sandbox/reading/ocr.ts';

const page = await sharp({ create: { width: 20, height: 20, channels: 3, background: 'white' } })
  .png()
  .toBuffer();

/** A stand-in for an OCR worker that finds nothing. */
const worker = {
  setParameters: async () => undefined,
  recognize: async () => ({ data: { blocks: [] } }),
  terminate: async () => undefined,
} as unknown as Worker;

describe('openOcr', () => {
  it('forgets a worker that could not start: who waits for its place gets another', async () => {
    let starts = 0;
    const ocr = openOcr(1, async () => {
      starts += 1;
      if (starts <= 2) throw new Error(`no memory, ${starts}`);
      return worker;
    });
    const readings = await Promise.allSettled([1, 2, 3, 4].map(() => ocr.read(page, false)));
    expect(readings.map(({ status }) => status).sort()).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected']);
    expect(starts).toBe(3);
    await expect(ocr.read(page, true)).resolves.toBeDefined();
    await ocr.close();
  });
});
