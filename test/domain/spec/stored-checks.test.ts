import { expect, it } from '@jest/globals';
import { checkStoredAnswers } from '../../../domain/spec/stored-checks.ts';
import { specOf } from '../../fakes/samples.ts';

const found = (candidate: object) =>
  checkStoredAnswers(specOf({ candidates: { old: { model: 'gpt-4o', ...candidate }, new: { model: 'gpt-5' } } })).map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  );
const file = { answers: { file: 'old.csv' } };

it('takes a file or a run, one of them', () => {
  expect(found(file)).toEqual([]);
  expect(found({ answers: { run: 'r', candidate: 'base' } })).toEqual([]);
  const either = 'candidates.old.answers: expected either a file or a run that the answers are taken from';
  expect(found({ answers: {} })).toEqual([either]);
  expect(found({ answers: { file: 'old.csv', run: 'r' } })).toEqual([either]);
});

it('wants nothing beside them that only says how to ask', () => {
  const idle = (key: string) => [`candidates.old.${key}: nobody is asked: the answers are stored. Leave this key out.`];
  expect(found({ ...file, provider: 'openai' })).toEqual(idle('provider'));
  expect(found({ ...file, images: false })).toEqual(idle('images'));
  expect(found({ ...file, examples: false })).toEqual(idle('examples'));
  expect(found({ ...file, parameters: { maxTokens: 100 } })).toEqual(idle('parameters'));
  expect(found({ ...file, parameters: { temperature: 0 } })).toEqual(idle('parameters'));
});

it('wants the name of the model that has given them', () => {
  expect(found({ ...file, model: 'tuned' })).toEqual([
    'candidates.old.model: the answers are there already. Name the model that has given them.',
  ]);
});
