import { describe, expect, it } from '@jest/globals';
import { probeOfCandidate, probeOfRater, probeRespondent } from '../../asking/probe.ts';
import type { Problem } from '../../domain/answering/problem.ts';
import { ratersOf } from '../../domain/grading/raters.ts';
import { imageNamed } from '../fakes/rows.ts';
import { sampleOf, specOf } from '../fakes/samples.ts';

const probed = { model: 'm', parameters: { temperature: 0, maxTokens: 300 } };
const sample = sampleOf(3, { images: [imageNamed('front'), imageNamed('back')] });
const rubric = { instructions: 'Rate it.', labels: ['Right', 'Wrong'].map((name) => ({ name, meaning: 'it is' })) };

describe('a probe of a candidate', () => {
  const spec = specOf();

  it('asks one small question by the very parameters, with one image of the data', () => {
    const { request, images } = probeOfCandidate(spec, { images: true }, probed, sample);
    expect(request).toMatchObject({ ...probed.parameters, model: 'm', detail: spec.prompt.image.detail });
    expect(images.map(({ sha256 }) => sha256)).toEqual(['front']);
    expect(JSON.stringify(request.messages)).toContain('Is this a test? Answer yes or no.');
    expect(JSON.stringify(request.messages)).toContain('"sha256":"front"');
    expect(request.messages[0]).toEqual({ role: 'system', content: spec.prompt.system });
  });

  it('sends no image where none is sent, or none is there yet', () => {
    for (const [shows, of] of [
      [false, sample],
      [true, undefined],
    ] as const) {
      const { request, images } = probeOfCandidate(spec, { images: shows }, probed, of);
      expect([images, JSON.stringify(request.messages).includes('image')]).toEqual([[], false]);
    }
  });
});

describe('a probe of a rater', () => {
  it('demands the schema by the judge’s own prompt', () => {
    const [judge] = ratersOf(specOf({ judge: { model: 'j', rubric } }));
    const { request, images } = probeOfRater(judge as NonNullable<typeof judge>, probed, sample);
    expect(request).toMatchObject({ ...probed.parameters, model: 'm', schema: { name: 'rating' } });
    expect(JSON.stringify(request.messages)).toContain('Rate it.');
    expect(images).toEqual([]);
  });

  it('shows an image where a grader does, and asks plainly where its template names what no made-up answer has', () => {
    const graderOf = (content: object | string) => {
      const grader = { type: 'score_model' as const, name: 'x', model: 'g', input: [{ role: 'user', content }] };
      return ratersOf(specOf({ graders: { close: grader as never } })).at(-1) as ReturnType<typeof ratersOf>[number];
    };
    const shows = graderOf([{ type: 'input_image', image_url: '{{ item.image }}' }, '{{ sample.output_text }}']);
    expect(probeOfRater(shows, probed, sample).images.map(({ sha256 }) => sha256)).toEqual(['front']);
    const { request } = probeOfRater(graderOf('{{ sample.output_json.title }}'), probed, sample);
    expect(request.messages).toEqual([{ role: 'user', content: expect.stringContaining('Is this a test?') }]);
  });
});

describe('probeRespondent', () => {
  const { outcomeOf, outcomeOfProblem } = probeRespondent(probeOfCandidate(specOf(), { images: true }, probed, sample));

  it('takes any word, a refusal of the content and a cut text for an answer, and an empty cut for none', () => {
    expect(outcomeOf({ text: 'yes', finish: 'stop' })).toEqual({ outcome: 'answered' });
    expect(outcomeOf({ text: 'yes, it', finish: 'length' })).toEqual({ outcome: 'answered' });
    expect(outcomeOf({ text: '', finish: 'content_filter' })).toEqual({ outcome: 'answered' });
    expect(outcomeOf({ text: ' ', finish: 'length' })).toEqual({ outcome: 'empty' });
  });

  it('leaves to the run what concerns more than the question', () => {
    const of = (action: Problem['action']) => outcomeOfProblem({ action, message: 'HTTP 400', code: '400' });
    expect(of('refused')).toEqual({ outcome: 'answered' });
    expect(of('failed')).toMatchObject({ outcome: 'refused', problem: { code: '400' } });
    expect((['retry', 'throttled', 'blocked', 'missing'] as const).map(of)).toEqual(Array(4).fill(undefined));
  });
});
