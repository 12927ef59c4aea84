import { describe, expect, it } from '@jest/globals';
import { raterRespondent } from '../../asking/rater.ts';
import type { Problem } from '../../domain/answering/problem.ts';
import { imageNamed } from '../fakes/rows.ts';

const rater = {
  model: 'judge-1',
  provider: 'openai',
  parameters: { maxTokens: 300, reasoningTokens: 4000 },
  schema: { name: 'rating', schema: {} },
  itemOf: () => undefined,
  messagesOf: () => [{ role: 'user' as const, content: 'Rate it.' }],
  read: (text: string) => (text === 'good' ? { label: 'good', reason: 'equal' } : undefined),
};
const judge = raterRespondent(rater, { temperature: 0, maxTokens: 4300 });
const item = { id: 'i', question: 'q', targets: ['t'], answer: 'a' };

describe('raterRespondent', () => {
  it('asks the model by its parameters and schema, with the image of a grader that shows it', () => {
    const { request } = judge.questionOf(item);
    expect(request).toMatchObject({ model: 'judge-1', temperature: 0, maxTokens: 4300, schema: { name: 'rating' } });
    expect(request).not.toHaveProperty('reasoningTokens');
    const images = [imageNamed('own')];
    expect(judge.questionOf({ ...item, images }).images).toEqual(images);
    expect(judge.questionOf(item).images).toEqual([]);
  });

  it('takes a reply that can be read as the rating, whatever it ended by', () => {
    const rated = { outcome: 'rated', label: 'good', reason: 'equal' };
    expect(judge.outcomeOf({ text: 'good', finish: 'stop' })).toEqual(rated);
    expect(judge.outcomeOf({ text: 'good', finish: 'unknown', finishWord: 'eos' })).toEqual(rated);
  });

  it.each([
    [{ text: 'so so', finish: 'stop' }, 'unreadable-rating', 'reply is not a rating'],
    [{ text: 'so', finish: 'length' }, 'cut', 'reply was cut by length before its rating'],
    [{ text: '', finish: 'stop', refusal: 'I cannot' }, 'refused', 'refused by the judge'],
    [{ text: '', finish: 'content_filter' }, 'refused', 'refused by the judge'],
  ] as const)('counts a rating as missing after %j', (reply, code, reason) => {
    expect(judge.outcomeOf(reply)).toEqual({ outcome: 'failed', code, reason });
  });

  it('names a grader', () => {
    const grader = raterRespondent({ ...rater, name: 'tone' }, {});
    expect(grader.outcomeOf({ text: '', finish: 'content_filter' })).toMatchObject({ reason: 'refused by the grader' });
  });

  it('keeps the reason of what concerns one item, and leaves to others what does not', () => {
    const of = (action: Problem['action']) =>
      judge.outcomeOfProblem({ action, message: 'HTTP 400', code: '400', status: 400, said: 'Too long.' });
    const failed = { outcome: 'failed', reason: 'HTTP 400', code: '400', status: 400, said: 'Too long.' };
    expect([of('failed'), of('refused')]).toEqual([failed, failed]);
    expect([of('blocked'), of('missing')]).toEqual([undefined, undefined]);
  });
});
