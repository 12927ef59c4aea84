import { describe, expect, it } from '@jest/globals';
import { openClusters } from '../../../domain/data/clusters.ts';
import { toSample } from '../../../domain/data/identity.ts';
import type { Row } from '../../../domain/data/sample.ts';
import { imageNamed, rowOf } from '../../fakes/rows.ts';

const clusters = (...own: Partial<Row>[]) => {
  const rows = own.map((one, row) => rowOf(row, one));
  const found = openClusters();
  for (const row of rows) found.add(row);
  const join = found.joining();
  return rows.map((row) => join(row, toSample('test', row)).cluster);
};
const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => imageNamed(name));

describe('openClusters', () => {
  it('is the image where each question shows one', () => {
    expect(
      clusters({ images: [imageNamed('a')] }, { images: [imageNamed('b')] }, { images: [imageNamed('a')] }),
    ).toEqual(['a', 'b', 'a']);
  });

  it('joins questions that share one of several images, a group, or pixels in two encodings', () => {
    const images = (...shown: (Row['images'][number] | undefined)[]) => ({ images: shown.flatMap((one) => one ?? []) });
    const [first, second, third, other] = clusters(images(a, b), images(b, c), images(c), images(d));
    expect([second, third]).toEqual([first, first]);
    expect(other).toBe('d');
    expect(clusters({ ...images(a), group: 'g' }, { ...images(b), group: 'g' })).toEqual(['g', 'g']);
    const twins = ['x', 'y'].map((name) => ({ images: [{ ...imageNamed(name), pixels: 'p' }] }));
    expect(clusters(...twins)).toEqual(['x', 'x']);
  });

  it('leaves a cluster that the data names', () => {
    const images = [imageNamed('a')];
    expect(clusters({ images, cluster: 'c1' }, { images, cluster: 'c2' }, { images })).toEqual(['c1', 'c2', 'a']);
  });
});
