import { describe, expect, it } from '@jest/globals';
import { checkChat } from '../../../domain/spec/chat-checks.ts';
import type { RunSpecInput } from '../../../domain/spec/run-spec.ts';
import { specOf } from '../../fakes/samples.ts';

const data = { source: { kind: 'chat' as const, train: 'train.jsonl', test: 'test.jsonl' } };
const chat: Partial<RunSpecInput> = { data, prompt: {}, fineTune: { model: 'base-model' } };
const pathsOf = (own: Partial<RunSpecInput>) =>
  checkChat(specOf({ ...chat, ...own })).map(({ path }) => path.join('.'));

describe('a spec of conversations', () => {
  it('needs no prompt', () => {
    expect(pathsOf({})).toEqual([]);
  });

  it.each([
    [
      'columns',
      { data: { ...data, columns: { question: 'ask', answer: 'say', id: 'key' } } },
      ['data.columns.question', 'data.columns.answer', 'data.columns.id'],
    ],
    ['slices by columns', { data: { ...data, slices: { kind: { column: 'kind' } } } }, ['data.slices.kind']],
    ['worked examples', { prompt: { examples: [{ row: 0, reasoning: 'So.' }] } }, ['prompt.examples']],
    ['a system message that is not trained on', { prompt: { system: 'Be brief.' } }, ['prompt.system']],
  ])('refuses %s by their keys', (_, own, paths) => {
    expect(pathsOf(own as Partial<RunSpecInput>)).toEqual(paths);
  });

  it('may replace the system message of models that exist, and slice by questions', () => {
    const slices = { length: [{ name: 'any' }] };
    expect(pathsOf({ prompt: { system: 'Be brief.' }, fineTune: undefined })).toEqual([]);
    expect(pathsOf({ data: { ...data, slices } })).toEqual([]);
  });
});
