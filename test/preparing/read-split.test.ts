import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { permutation } from '../../domain/data/permutation.ts';
import type { QuestionGroup } from '../../domain/data/question-group.ts';
import { choose, readSplit, type SplitReading } from '../../preparing/read-split.ts';
import { type DataSource, InputError, type SourceRow } from '../../sources/source.ts';
import { type DataFolder, makeDataFolder } from '../fakes/data-folder.ts';
import { imageOf } from '../fakes/parquet.ts';
import { specOf } from '../fakes/samples.ts';

let at: DataFolder;

beforeEach(async () => {
  at = await makeDataFolder();
});
afterEach(() => at.remove());

/** A source of some images; a text in place of one is what the source fails with. */
function sourceOf(...images: (Buffer | string)[]): DataSource {
  return {
    has: (split) => split === 'test',
    files: async () => [],
    count: async () => images.length,
    requireUnchanged: async () => undefined,
    close: async () => undefined,
    async *read(_, positions): AsyncGenerator<SourceRow> {
      for (const [position, bytes] of images.entries()) {
        if (typeof bytes === 'string') throw new InputError(bytes);
        if (positions.has(position))
          yield { position, images: [bytes], questions: 'Who?', answers: 'Ann', columns: {} };
      }
    },
  };
}

function reading(source: DataSource, take?: number, signal?: AbortSignal) {
  const takes = take === undefined ? {} : { take: { test: take } };
  const spec = specOf({ data: { source: { test: 'test.parquet' }, ...takes } });
  const progress = { done: 0, total: 0 };
  return { progress, groups: read({ spec, source, store: at.store, progress, signal }) };
}

async function read(reading: SplitReading): Promise<QuestionGroup[]> {
  const groups: QuestionGroup[] = [];
  const chosen = await choose('test', reading.spec, reading.source);
  await readSplit('test', chosen, reading, (place, group) => {
    groups[place] = group;
    return undefined;
  });
  return groups;
}

const distinct = (count: number) => Promise.all(Array.from({ length: count }, (_, n) => imageOf(n)));

describe('readSplit', () => {
  it('takes the first images of the shuffle, in its order', async () => {
    const { groups, progress } = reading(sourceOf(...(await distinct(12))), 5);
    expect((await groups).map(({ position }) => position)).toEqual([...permutation(42, 12).subarray(0, 5)]);
    expect(progress).toEqual({ done: 5, total: 5 });
  });

  it('stores each image once, under the hash of what is sent', async () => {
    const [one, other] = await distinct(2);
    const groups = await reading(sourceOf(one as Buffer, other as Buffer, one as Buffer)).groups;
    expect(await at.store.list('objects/')).toHaveLength(2);
    const [first, second] = groups.filter(({ position }) => position !== 1);
    expect(first?.images).toEqual(second?.images);
    expect(await at.store.readObject(first?.images[0]?.sha256 ?? '')).toHaveLength(first?.images[0]?.bytes ?? 0);
  });

  it('keeps hold of no image as it came', async () => {
    const groups = await reading(sourceOf(...(await distinct(3)))).groups;
    expect(groups.map((group) => Object.keys(group).sort())).toEqual(
      Array(3).fill(['answers', 'columns', 'images', 'origins', 'position', 'questions']),
    );
  });

  it('refuses an empty split', async () => {
    await expect(reading(sourceOf()).groups).rejects.toThrow(
      'the test split is empty: data.source.test names files without rows',
    );
  });

  it('refuses to take more than there is', async () => {
    await expect(reading(sourceOf(...(await distinct(3))), 4).groups).rejects.toThrow(
      'data.take.test is 4, but the split has 3 rows. Take fewer, or all.',
    );
  });

  it('names an image that cannot be read by split and position', async () => {
    const error = await reading(sourceOf(await imageOf(1), Buffer.from('no image'))).groups.catch((e: unknown) => e);
    expect(error).toBeInstanceOf(InputError);
    expect(String(error)).toMatch(
      /test image 1 of 8 bytes cannot be read: .*no format that is known here\. Convert it to JPEG, .* Mend or remove it\.$/,
    );
  });

  it('lets what it began come to its end before it fails', async () => {
    const { groups, progress } = reading(sourceOf(...(await distinct(3)), 'row 3 holds no image'));
    await expect(groups).rejects.toThrow('row 3 holds no image');
    expect(progress.done).toBe(3);
  });

  it('stops with the reason when it is asked to', async () => {
    const signal = AbortSignal.abort(new Error('cancelled by a person'));
    const { groups, progress } = reading(sourceOf(...(await distinct(3))), undefined, signal);
    await expect(groups).rejects.toThrow('cancelled by a person');
    expect(progress.done).toBe(0);
  });
});
