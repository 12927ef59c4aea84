import { expect, it } from '@jest/globals';
import { pickCandidate } from '../../../domain/stored/pick-candidate.ts';

const of = (candidate?: string) => ({
  where: 'x',
  said: { outcome: 'answered', text: 'a', cutByLength: false } as const,
  ...(candidate && { candidate }),
});

it('takes the answers of one candidate, which has to be named where there are several', () => {
  expect(pickCandidate([of(), of()], 'f')).toHaveLength(2);
  expect(pickCandidate([of('a')], 'f')).toHaveLength(1);
  expect(pickCandidate([of('a'), of('b'), of('b')], 'f', 'b')).toHaveLength(2);
  expect(() => pickCandidate([of('a'), of('b')], 'f')).toThrow(
    'f has answers of 2 candidates: a, b. Say which by answers.candidate.',
  );
  expect(() => pickCandidate([of('a')], 'f', 'c')).toThrow('f has no answers of "c". There are: a.');
  expect(() => pickCandidate([of()], 'f', 'c')).toThrow('It names nobody: leave answers.candidate out.');
});
