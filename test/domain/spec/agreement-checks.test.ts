import { expect, it } from '@jest/globals';
import { checkAgreement } from '../../../domain/spec/agreement-checks.ts';
import type { RunSpecInput } from '../../../domain/spec/run-spec.ts';
import { specOf } from '../../fakes/samples.ts';

const old = { model: 'gpt-4o', answers: { file: 'old.csv' } };
const others = { a: { model: 'gpt-5' }, b: { model: 'gpt-5-mini' } };
const found = (candidate: string, more: Partial<RunSpecInput> = {}) => {
  const { data, ...spec } = specOf({ candidates: { old, ...others }, verdict: undefined, ...more } as never);
  return checkAgreement({ ...spec, data: { ...data, targets: { candidate } } }).map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  );
};

it('takes the answers of a candidate that has given them', () => {
  expect(found('old')).toEqual([]);
  expect(found('a')).toEqual([
    'data.targets.candidate: no candidate "a" has stored answers. With candidates.<name>.answers there are: old.',
  ]);
  expect(found('old', { candidates: { old } })).toEqual([
    'data.targets.candidate: there is no other candidate that could agree with "old"',
  ]);
});

it('compares nobody with it', () => {
  expect(found('old', { verdict: { compare: 'a', against: 'b' } })).toEqual([]);
  expect(found('old', { verdict: { compare: 'a', against: 'old' } })).toEqual([
    expect.stringContaining('verdict.against: "old" gives the targets, and so agrees with itself'),
  ]);
});
