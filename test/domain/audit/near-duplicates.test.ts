import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { looksAlike } from '../../../domain/audit/near-duplicates.ts';
import { auditOf } from '../../fakes/audits.ts';
import { imageNamed, rowOf } from '../../fakes/rows.ts';
import { sampleOf } from '../../fakes/samples.ts';

const hex = (bits: bigint) => bits.toString(16).padStart(16, '0');
const likeness = 0x0123456789abcdefn;
const flipped = (...places: number[]) => places.reduce((bits, place) => bits ^ (1n << BigInt(place)), likeness);

describe('looksAlike', () => {
  const like = (bits: bigint) =>
    looksAlike(
      new Set(['image other']),
      new Map([
        ['image-1', hex(bits)],
        ['other', hex(likeness)],
      ]),
    )(sampleOf(1));

  it('finds a picture that differs in three bits at most, wherever they are, and no other', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(63), { maxLength: 8 }), (places) => {
        expect(like(flipped(...places))).toBe(places.length <= 3);
      }),
    );
  });

  it('leaves alone what is the same image, or has the same pixels: that is leakage', () => {
    const likenesses = new Map(['image-1', 'image-2', 'other'].map((name) => [name, hex(likeness)]));
    const again = sampleOf(2, { images: [{ ...imageNamed('image-2'), pixels: 'p' }] });
    const isLike = looksAlike(new Set(['image image-1', 'image other', 'pixels p']), likenesses);
    expect([sampleOf(1), again].filter(isLike)).toEqual([]);
  });

  it('compares 8,000 images with 20,000 others within seconds', () => {
    const random = (seed: number) => hex(BigInt.asUintN(64, BigInt(seed + 1) * 0x9e3779b97f4a7c15n));
    const names = Array.from({ length: 28_000 }, (_, n) => `image-${n}`);
    const likenesses = new Map(names.map((name, n) => [name, random(n)]));
    const marks = new Set(names.slice(8000).map((name) => `image ${name}`));
    const samples = Array.from({ length: 8000 }, (_, row) => sampleOf(row));
    expect(samples.filter(looksAlike(marks, likenesses)).length).toBeLessThan(20);
  });
});

describe('openAudit', () => {
  const likenesses = new Map([
    ['image-0', hex(flipped(5))],
    ['image-1', hex(flipped(0, 20, 40, 60))],
    ['twin', hex(likeness)],
  ]);
  const others = { train: [rowOf(0, { images: [imageNamed('twin')] })], examples: [], likenesses };

  it('counts samples whose image looks much like one of training, and shows them', () => {
    const { nearDuplicates } = auditOf([sampleOf(0), sampleOf(1)], others);
    expect(nearDuplicates).toMatchObject({ train: { samples: 1, images: 1, shown: [{ sample: 'test-0' }] } });
  });

  it('says nothing where there are none', () => {
    expect(auditOf([sampleOf(1)], others)).not.toHaveProperty('nearDuplicates');
  });
});
