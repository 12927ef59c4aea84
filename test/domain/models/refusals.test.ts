import { describe, expect, it } from '@jest/globals';
import type { Problem } from '../../../domain/answering/problem.ts';
import { type AskedModel, askedModels } from '../../../domain/models/asked.ts';
import { noImagesText, outOfThoughtText, refusalText } from '../../../domain/models/refusals.ts';
import { type RunSpec, RunSpecSchema } from '../../../domain/spec/run-spec.ts';

const rubric = { instructions: 'Rate it.', labels: ['Right', 'Wrong'].map((name) => ({ name, meaning: 'it is' })) };
const spec = RunSpecSchema.parse({
  name: 'shelf',
  data: { source: { test: 'b.parquet' } },
  prompt: { system: 'Answer.' },
  candidates: {
    new: { model: 'acme-9', parameters: { seed: 1, extra: { top_k: 5 } } },
    warm: { model: 'acme-9', parameters: { temperature: 0.5, topP: 0.9 } },
    deep: { model: 'gpt-6-luna' },
  },
  judge: { model: 'acme-judge', rubric },
  graders: { close: { type: 'score_model', name: 'x', model: 'acme-9', input: [{ role: 'user', content: 'Rate.' }] } },
}) as RunSpec;
const [fresh, warm, deep, judge, grader] = askedModels(spec) as [
  AskedModel,
  AskedModel,
  AskedModel,
  AskedModel,
  AskedModel,
];

const problemOf = (own: Partial<Problem>): Problem => ({
  action: 'failed',
  code: 'unsupported_value',
  status: 400,
  message: 'HTTP 400',
  ...own,
});

describe('refusalText', () => {
  it('looks for names as they are written, whatever marks stand in them', () => {
    const odd = { ...fresh, wishes: { extra: { '(x': 1, 'top[k': 2, 'a+b': 3 } } };
    expect(refusalText(odd, 'acme', problemOf({ said: 'nothing of these' }), 'no')).toMatch(/or what is sent to it\.$/);
    expect(refusalText(odd, 'acme', problemOf({ said: 'Unknown a+b.' }), 'no')).toMatch(/Change .*\.extra\.$/);
  });

  it.each([
    [
      'a temperature that nobody asked for',
      fresh,
      { param: 'temperature' },
      /Set candidates\.new\.parameters\.temperature to what it takes, or say that it takes none: models: \{ "acme-9": \{ sampling: never \} \}\.$/,
    ],
    ['one that was', warm, { param: 'temperature' }, /Leave candidates\.warm\.parameters\.temperature out, or say/],
    ['top_p', warm, { param: 'top_p' }, /Leave candidates\.warm\.parameters\.topP out/],
    [
      'the name of the limit',
      fresh,
      { param: 'max_completion_tokens' },
      /models: \{ "acme-9": \{ limit: max_tokens \} \}/,
    ],
    [
      'the name of the limit, in words',
      fresh,
      { said: 'max_completion_tokens: Extra inputs are not permitted' },
      /limit: max_tokens/,
    ],
    ['a seed, in words', fresh, { said: "Unknown field 'seed'" }, /Change candidates\.new\.parameters\.seed\./],
    ['a further parameter', fresh, { param: 'top_k' }, /Change candidates\.new\.parameters\.extra\./],
    ['an effort of the judge', judge, { param: 'reasoning_effort' }, /Change judge\.parameters\.reasoningEffort\./],
    [
      'an effort of a grader',
      grader,
      { param: 'reasoning.effort' },
      /Change graders\.close\.sampling_params\.reasoning_effort\./,
    ],
    ['images', fresh, { param: 'messages.[1].content.[1].image_url' }, /candidates\.new\.images: false/],
    ['images, in words', fresh, { said: 'This model does not support images.' }, /candidates\.new\.images: false/],
    [
      'a reply that is none',
      fresh,
      { code: 'unreadable', status: 200 },
      /Look whether provider "acme" leads to a chat API like OpenAI's\.$/,
    ],
    ['something else', judge, {}, /Change judge\.model, or what is sent to it\.$/],
  ] as const)('names the key for %s', (_, asked, problem, expected) => {
    const text = refusalText(asked, 'acme', problemOf(problem), 'HTTP 400, code unsupported_value');
    expect(text).toMatch(expected);
    expect(text).toContain('at provider "acme") cannot be asked so: HTTP 400, code unsupported_value. ');
  });
});

describe('noImagesText', () => {
  it('says that the table may be wrong, and how to say so', () => {
    expect(noImagesText(deep, 'openai')).toMatch(
      /^deep \(gpt-6-luna at provider "openai"\) takes no images \(by the table of .*\)\. Leave them out \(candidates\.deep\.images: false\), or say that it does: models: \{ "gpt-6-luna": \{ images: true \} \}\.$/,
    );
    expect(noImagesText(grader, 'openai')).toContain('Leave them out of its input');
  });
});

describe('outOfThoughtText', () => {
  it('says what the limit was, and which keys move it', () => {
    expect(outOfThoughtText(deep, 'openai')).toBe(
      'deep (gpt-6-luna at provider "openai") says nothing to a small question: 4,300 tokens went into its thoughts. Raise candidates.deep.parameters.reasoningTokens, or lower candidates.deep.parameters.reasoningEffort.',
    );
  });
});
