import { describe, expect, it } from '@jest/globals';
import type { Sample } from '../../../../domain/data/sample.ts';
import { createSelection, type SelectionLimits } from '../../../../domain/report/chosen/selection.ts';
import { gradedSamples, outcomesOf, pictureOf, said, sampleOf, specOf } from '../../../fakes/samples.ts';

const limits: SelectionLimits = { samples: 10, characters: 10_000, text: 100 };

function selected(
  { base, tuned }: { base: string; tuned: string },
  own: (row: number) => Partial<Sample> = () => ({}),
  { spec = specOf(), limit = limits } = {},
) {
  const selection = createSelection(spec, limit);
  const samples = [...base].map((_, row) => sampleOf(row, own(row)));
  for (const graded of gradedSamples(samples, { base: outcomesOf(base), tuned: outcomesOf(tuned) }))
    selection.add(graded);
  return selection.selected();
}

describe('createSelection', () => {
  it('takes changed pairs and missing scores first, in turn, then both wrong, then both right', () => {
    const { samples, of } = selected({ base: '+----!+-', tuned: '+-+++--+' });
    expect(of).toBe(8);
    expect(samples.map(({ kind }) => kind)).toEqual([
      'gained',
      'lost',
      'missing',
      'gained',
      'gained',
      'gained',
      'both wrong',
      'both right',
    ]);
  });

  it('takes the samples of a kind in the order of the image, whatever order they come in', () => {
    const image = (name: string) => ({ images: [{ ...pictureOf(sampleOf(0)), sha256: name }] });
    const ids = (names: string) =>
      selected({ base: '----', tuned: '----' }, (row) => image(names.charAt(row))).samples.map(({ image }) => image);
    expect(ids('dbca')).toEqual(['a', 'b', 'c', 'd']);
    expect(ids('abcd')).toEqual(['a', 'b', 'c', 'd']);
  });

  it.each([5, 9, 10, 11, 21, 100])('keeps no more of %i samples than a page bears, and counts all of them', (count) => {
    const { samples, of } = selected({ base: '-'.repeat(count), tuned: '-'.repeat(count) });
    expect(samples).toHaveLength(Math.min(count, 10));
    expect(of).toBe(count);
  });

  it('keeps the same samples of many as of all of them sorted', () => {
    const image = (row: number) => ({ images: [{ ...pictureOf(sampleOf(0)), sha256: String((row * 37) % 101) }] });
    const { samples } = selected({ base: '-'.repeat(101), tuned: '-'.repeat(101) }, image);
    const sorted = Array.from({ length: 101 }, (_, row) => String(row)).sort();
    expect(samples.map(({ image }) => image)).toEqual(sorted.slice(0, 10));
  });

  it('stops before the texts are more than a page bears', () => {
    const limit = { ...limits, characters: 100 };
    const { samples } = selected({ base: '-----', tuned: '-----' }, () => ({ question: '?'.repeat(35) }), { limit });
    expect(samples).toHaveLength(2);
  });

  it('cuts a text that is too long, by characters and not by halves of them', () => {
    const selection = createSelection(specOf(), { ...limits, text: 4 });
    for (const graded of gradedSamples([sampleOf(0)], { base: [said('🚀🚀🚀🚀🚀🚀')], tuned: [said('🚀🚀')] }))
      selection.add(graded);
    const [sample] = selection.selected().samples;
    expect(sample?.answers.map(({ text }) => text)).toEqual([
      '🚀🚀🚀🚀… (2 more characters in predictions.csv)',
      '🚀🚀',
    ]);
  });

  it('knows which samples the verdict rests on', () => {
    const spec = specOf({ verdict: { compare: 'tuned', against: 'base', slice: { answer: 'closed' } } });
    const { samples } = selected({ base: '--', tuned: '--' }, (row) => ({ targets: [row === 0 ? 'yes' : 'right'] }), {
      spec,
    });
    expect(samples.map(({ isInVerdict }) => isInVerdict)).toEqual([true, false]);
  });

  it('tells right from wrong where nothing is compared', () => {
    const spec = { ...specOf(), verdict: undefined };
    const { samples } = selected({ base: '+-!', tuned: '+++' }, undefined, { spec });
    expect(samples.map(({ kind }) => kind)).toEqual(['missing', 'wrong', 'right']);
  });
});
