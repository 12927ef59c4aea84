import { describe, expect, it } from '@jest/globals';
import { marksOfAll } from '../../../domain/audit/leakage.ts';
import { auditOf } from '../../fakes/audits.ts';
import { imageNamed, rowOf } from '../../fakes/rows.ts';
import { sampleOf } from '../../fakes/samples.ts';

describe('openAudit', () => {
  it('finds samples whose image is elsewhere too, and shows each image once', () => {
    const shared = imageNamed('shared');
    const samples = [sampleOf(0, { images: [shared] }), sampleOf(1, { images: [shared] }), sampleOf(2)];
    const { sharedImages } = auditOf(samples, {
      train: [rowOf(0, { images: [shared] })],
      validation: marksOfAll([sampleOf(2)]),
      examples: [],
    });
    expect(sharedImages.train).toMatchObject({ samples: 2, images: 1, shown: [{ sample: 'test-0', image: 'shared' }] });
    expect(sharedImages.validation).toMatchObject({ samples: 1, shown: [{ sample: 'test-2' }] });
    expect(sharedImages.examples).toEqual({ samples: 0, images: 0, shown: [] });
  });

  it('finds samples about the image of a worked example', () => {
    const { sharedImages } = auditOf([sampleOf(0)], {
      examples: [{ question: '', images: [{ sha256: 'image-0' }] }],
    });
    expect(sharedImages.examples).toMatchObject({ samples: 1, images: 1 });
  });

  it('says nothing of splits that are not there', () => {
    const audit = auditOf([sampleOf(0)], { examples: [] });
    expect(audit).toEqual({ sharedImages: { examples: { samples: 0, images: 0, shown: [] } } });
  });

  it('shows twenty at most, and counts all', () => {
    const samples = Array.from({ length: 30 }, (_, row) => sampleOf(row));
    const { train } = auditOf(samples, { train: samples.map(({ row }) => rowOf(row)), examples: [] }).sharedImages;
    expect([train?.samples, train?.shown.length]).toEqual([30, 20]);
  });
});
