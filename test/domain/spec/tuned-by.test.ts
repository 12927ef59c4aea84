import { expect, it } from '@jest/globals';
import type { RunSpec, RunSpecInput } from '../../../domain/spec/run-spec.ts';
import { readSpecText } from '../../../domain/spec/spec-text.ts';
import { checkTunedBy, modelWanted } from '../../../domain/spec/tuned-by.ts';

const read = (candidate: RunSpecInput['candidates'][string]) => {
  const spec = { name: 'a', data: { source: { test: 't.parquet' } }, candidates: { one: candidate } };
  return readSpecText(JSON.stringify(spec), 'a.yaml').spec as RunSpec;
};

it('takes the spec whose tuned model is meant, instead of a model', () => {
  const spec = read({ tunedBy: { spec: 'covers' } });
  expect(checkTunedBy(spec)).toEqual([]);
  expect(spec.candidates['one'] && modelWanted(spec.candidates['one'])).toBe('covers');
});

it('wants nothing of a candidate that names its model', () => {
  const { candidates } = read({ model: 'gpt-4o-2024-08-06' });
  expect(candidates['one'] && modelWanted(candidates['one'])).toBeUndefined();
});

it('refuses a candidate with neither, and one with both', () => {
  expect(() => read({})).toThrow(
    'candidates.one.model: expected a model, or tunedBy with the spec whose tuned one it is, it is missing',
  );
  expect(checkTunedBy(read({ model: 'm', tunedBy: { spec: 'covers' } }))).toMatchObject([
    { path: ['candidates', 'one', 'tunedBy'], message: expect.stringContaining('Leave one of the two out') },
  ]);
});
