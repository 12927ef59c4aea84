import { describe, expect, it } from '@jest/globals';
import { candidateRespondent } from '../../asking/candidate.ts';
import { keyOf } from '../../asking/key.ts';
import type { Problem } from '../../domain/answering/problem.ts';
import type { SentParameters } from '../../domain/models/parameters-sent.ts';
import type { CandidateSpec } from '../../domain/spec/run-spec.ts';
import { exampleOf, imageNamed, rowOf } from '../fakes/rows.ts';
import { sampleOf, specOf } from '../fakes/samples.ts';

const { prompt } = specOf();
const example = { ...exampleOf(rowOf(3, { images: [imageNamed('shown')] })), reasoning: 'why' };
const item = { sample: sampleOf(1), repeat: 1 };

interface Own extends Partial<Pick<CandidateSpec, 'images' | 'examples'>> {
  parameters?: SentParameters;
}

function respondent({ parameters = { temperature: 0, maxTokens: 9 }, ...own }: Own = {}) {
  const candidate = { images: true, examples: true, ...own };
  return candidateRespondent({ prompt, candidate, model: 'base-2024', parameters, examples: [example] });
}

describe('candidateRespondent', () => {
  it('asks the model by its parameters, with the images that the messages name', () => {
    const { request, images } = respondent().questionOf(item);
    expect(request).toMatchObject({ model: 'base-2024', temperature: 0, detail: prompt.image.detail });
    expect(images.map(({ sha256 }) => sha256)).toEqual(['shown', 'image-1']);
  });

  it('brings all images of a question', () => {
    const images = [imageNamed('front'), imageNamed('back')];
    const asked = respondent({ examples: false }).questionOf({ ...item, sample: sampleOf(1, { images }) });
    expect(asked.images).toEqual(images);
  });

  it('brings no image that its messages do not name', () => {
    expect(respondent({ images: false }).questionOf(item)).toMatchObject({ images: [] });
    expect(respondent({ examples: false }).questionOf(item).images).toEqual(item.sample.images);
  });

  it('asks a repeat by another seed, so that another answer may come', () => {
    const seeded = respondent({ parameters: { temperature: 1, seed: 7, maxTokens: 9 } });
    expect(seeded.questionOf({ ...item, repeat: 3 }).request.seed).toBe(9);
    expect(respondent().questionOf({ ...item, repeat: 3 }).request).not.toHaveProperty('seed');
  });

  it('has one key for one question, and another for another model, image or parameter', () => {
    const key = keyOf(respondent().questionOf(item));
    expect(keyOf(respondent().questionOf({ ...item, sample: { ...item.sample, id: 'test-9' } }))).toBe(key);
    const others = [
      respondent({ parameters: { temperature: 0.1, maxTokens: 9 } }).questionOf(item),
      respondent({ images: false }).questionOf(item),
      respondent().questionOf({ ...item, sample: sampleOf(1, { images: [imageNamed('other')] }) }),
    ];
    expect(new Set([key, ...others.map(keyOf)]).size).toBe(4);
  });

  it('keeps the reason of what concerns one sample, and leaves to others what does not', () => {
    const problem = { message: 'HTTP 400, code x', code: 'x', status: 400, said: 'No such image.' };
    const of = (action: Problem['action']) => respondent().outcomeOfProblem({ ...problem, action });
    expect(of('failed')).toEqual({
      outcome: 'failed',
      reason: 'HTTP 400, code x',
      code: 'x',
      status: 400,
      said: 'No such image.',
    });
    expect(of('refused')).toEqual({
      outcome: 'refused',
      by: 'content-filter',
      text: '',
      code: 'x',
      said: 'No such image.',
    });
    expect((['retry', 'throttled', 'blocked', 'missing'] as const).map(of)).toEqual(Array(4).fill(undefined));
  });
});
