import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { base, permuted, tunedOn } from '../../../../bench/sandbox/answerers.ts';
import { type CoverExample, coverRows, readCovers } from '../../../../bench/sandbox/covers.ts';
import { exact, gain, normalisedMatch } from '../../../../bench/sandbox/score.ts';
import { type Ocr, openOcr } from '../../../../packages/sandbox/reading/ocr.ts';

const COVERS = '../shared/data/covers';
const trainRows = coverRows(COVERS, 'train');
const validationRows = coverRows(COVERS, 'validation');
const isHere = trainRows !== undefined && validationRows !== undefined;
if (!isHere) console.warn(`SKIPPED: what is learned from real covers, since ${COVERS} is missing`);

(isHere ? describe : describe.skip)('learning from real covers', () => {
  let ocr: Ocr;
  let training: CoverExample[];
  let held: CoverExample[];

  // Held out are validation covers: the test covers are for the bench alone.
  beforeAll(async () => {
    ocr = openOcr();
    training = (await readCovers(COVERS, trainRows?.slice(0, 24) ?? [], ocr)).flat();
    held = (await readCovers(COVERS, validationRows?.slice(0, 24) ?? [], ocr)).flat();
  });
  afterAll(async () => await ocr.close());

  it('gains in exact answers over the base model', () => {
    expect(gain(tunedOn(training), base, exact, held).interval?.lower).toBeGreaterThan(0);
  });

  it.each(['title', 'author'] as const)(
    'shows no gain on %s in what is said when the training answers are dealt out anew',
    (type) => {
      const questions = held.filter((example) => example.type === type);
      expect(gain(tunedOn(permuted(training)), base, normalisedMatch, questions).interval?.lower).toBeLessThanOrEqual(
        0,
      );
    },
  );
});
