import { expect, it } from '@jest/globals';
import { segmentChanges } from '../../../domain/schedule/segment.ts';
import type { RunSpecInput } from '../../../domain/spec/run-spec.ts';
import { judgeOfTwo, specOf } from '../../fakes/samples.ts';

const candidates = { gpt: { model: 'gpt-4o' }, base: { model: 'base-model' } };
const plain: Partial<RunSpecInput> = { fineTune: undefined, candidates, verdict: { compare: 'gpt', against: 'base' } };
const before = { spec: specOf(plain), testSet: 'a' };

it.each<[Partial<RunSpecInput>, string, string[]]>([
  [{}, 'a', []],
  [{}, 'b', ['the test set']],
  [{ limits: { concurrency: 3 } }, 'a', []],
  [{ candidates: { ...candidates, gpt: { model: 'gpt-4.1' } } }, 'a', ['the model']],
  [{ candidates: { ...candidates, gpt: { model: 'gpt-4o', images: false } } }, 'a', ['how questions are asked']],
  [{ prompt: { system: 'Say it.' }, repeats: 3 }, 'a', ['how questions are asked']],
  // What the trend does not follow.
  [{ candidates: { ...candidates, base: { model: 'other' } } }, 'a', []],
  [{ judge: judgeOfTwo }, 'a', []],
  [{ verdict: { compare: 'gpt', against: 'base', metric: 'exact' } }, 'a', ['the metric or its grader']],
])('begins another segment where the trend does: %j, test set %s', (own, testSet, changes) => {
  expect(segmentChanges(before, { spec: specOf({ ...plain, ...own }), testSet })).toEqual(changes);
});
