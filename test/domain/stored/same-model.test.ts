import { expect, it } from '@jest/globals';
import { isSameModel } from '../../../domain/stored/same-model.ts';

it.each([
  ['gpt-4o', 'gpt-4o', true],
  ['gpt-4o', 'gpt-4o-2024-08-06', true],
  ['gpt-4o', 'openai/gpt-4o', true],
  ['gpt-4o', 'openai/gpt-4o-2024-08-06', true],
  ['gpt-4o', 'openai:chat:gpt-4o', true],
  ['ft:gpt-4o:org::id', 'openai:chat:ft:gpt-4o:org::id', true],
  ['gpt-4o', 'gpt-4o-mini', false],
  ['gpt-4o-mini', 'gpt-4o', false],
  ['o1', 'o1-preview', false],
  ['gpt-4-turbo', 'openai/gpt-4-turbo-preview', false],
  ['gpt-4o-2024-08-06', 'gpt-4o', false],
  ['gpt-4o', 'ft:gpt-4o:org::id', false],
])('takes %s and %s for the same: %s', (asked, found, same) => {
  expect(isSameModel(asked, found)).toBe(same);
});
