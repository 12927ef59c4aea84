import { describe, expect, it } from '@jest/globals';
import { auditData } from '../../../domain/audit/data-audit.ts';
import { isAmong, leakageRefusal, marksOfAll } from '../../../domain/audit/leakage.ts';
import { imageNamed } from '../../fakes/rows.ts';
import { sampleOf } from '../../fakes/samples.ts';

const none = { samples: 0, images: 0, shown: [] };

describe('isAmong', () => {
  const item = { image: { ...imageNamed('a'), pixels: 'p' }, cluster: 'c' };
  const other = { image: { ...imageNamed('b'), pixels: 'q' }, cluster: 'd' };

  it.each([
    ['its bytes', { ...other, image: { ...other.image, sha256: 'a' } }],
    ['its pixels', { ...other, image: { ...other.image, pixels: 'p' } }],
    ['its cluster', { ...other, cluster: 'c' }],
  ])('knows an item again by %s', (_, twin) => {
    expect(isAmong(item, marksOfAll([twin]))).toBe(true);
  });

  it('knows an item again by any of several images, and by none where it has none', () => {
    const several = { ...other, images: [imageNamed('x'), imageNamed('a')] };
    expect(isAmong(item, marksOfAll([several]))).toBe(true);
    expect(isAmong({ ...several, image: item.image, images: [] }, marksOfAll([item]))).toBe(false);
  });

  it('takes no item for another whose hash, pixels or cluster are only named alike', () => {
    expect(isAmong(item, marksOfAll([{ image: { sha256: 'p', pixels: 'c' }, cluster: 'a' }]))).toBe(false);
    expect(isAmong({ image: { sha256: 'x' } }, marksOfAll([{ image: { sha256: 'y' } }]))).toBe(false);
  });
});

describe('leakageRefusal', () => {
  it('has nothing to say where nothing is shared', () => {
    expect(leakageRefusal('test', { train: none, examples: none })).toBeUndefined();
    expect(leakageRefusal('test', { examples: none })).toBeUndefined();
  });

  it('says how many, which ones, where, and what to do', () => {
    const samples = Array.from({ length: 6 }, (_, row) => sampleOf(row, { image: imageNamed(`i${row >> 1}`) }));
    const { sharedImages } = auditData(samples, { train: [], examples: samples.slice(0, 1) });
    expect(leakageRefusal('test', sharedImages)).toBe(
      'the test split is not new to the models: 2 questions about 1 image (test-0) that is also among the worked examples. Take these images out of one of the two; or say data.leakage: drop, which leaves them out of training, or data.leakage: keep, which heads the verdict with it.',
    );
    const all = auditData(
      samples.map((sample) => ({ ...sample, image: imageNamed(sample.id) })),
      { validation: marksOfAll(samples), examples: [] },
    );
    expect(leakageRefusal('test', all.sharedImages)).toContain(
      '6 questions about 6 images (test-0, test-1, test-2 and others) that are also in validation',
    );
  });
});
