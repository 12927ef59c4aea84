import { describe, expect, it } from '@jest/globals';
import type { Sample } from '../../../../domain/data/sample.ts';
import { createGallery } from '../../../../domain/report/chosen/examples.ts';
import { gradedSamples, outcomesOf, sampleOf, specOf } from '../../../fakes/samples.ts';

function galleryOf(base: string, tuned: string, own: (row: number) => Partial<Sample> = () => ({}), spec = specOf()) {
  const gallery = createGallery(spec);
  const samples = [...base].map((_, row) => sampleOf(row, own(row)));
  for (const graded of gradedSamples(samples, { base: outcomesOf(base), tuned: outcomesOf(tuned) }))
    gallery.add(graded);
  return gallery;
}

describe('createGallery', () => {
  it('sorts samples by which of the compared candidates is right', () => {
    const kinds = galleryOf('-+-+', '+--+')
      .examples()
      .map(({ kind, sample }) => `${kind} ${sample}`);
    expect(kinds).toEqual(['gained test-0', 'lost test-1', 'both wrong test-2', 'both right test-3']);
  });

  it('shows an image once of each kind, and no more than the rule says', () => {
    const { examples, rule } = galleryOf('-'.repeat(100), '-'.repeat(100), (row) => ({
      images: sampleOf(row % 30).images,
    }));
    expect(examples().map(({ sample }) => sample)).toEqual(Array.from({ length: 16 }, (_, row) => `test-${row}`));
    expect(rule).toContain('16 both wrong');
  });

  it('leaves out samples that one of the pair has no score for, and lists them as troubles', () => {
    const gallery = galleryOf('!r', '+-');
    expect(gallery.examples().map(({ kind }) => kind)).toEqual(['both wrong']);
    expect(gallery.troubles()).toEqual([
      { sample: 'test-0', candidate: 'base', outcome: 'failed', reason: 'connection lost' },
      { sample: 'test-1', candidate: 'base', outcome: 'refused', reason: 'by the model: I cannot say' },
    ]);
  });

  it('shows right and wrong answers of the first candidate when nothing is compared', () => {
    const kinds = galleryOf('+-', '--', undefined, { ...specOf(), verdict: undefined }).examples();
    expect(kinds.map(({ kind }) => kind)).toEqual(['wrong', 'right']);
  });
});
