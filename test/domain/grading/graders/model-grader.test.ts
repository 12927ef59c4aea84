import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { modelGrader } from '../../../../domain/grading/graders/model-grader.ts';
import { LabelModelGrader, ScoreModelGrader } from '../../../../domain/grading/graders/openai-models.ts';
import type { Rating } from '../../../../domain/grading/rating.ts';
import { anyText } from '../../../fakes/any-text.ts';
import { outcomesOf, pictureOf, said, sampleOf } from '../../../fakes/samples.ts';

const place = { name: 'close', provider: 'sandbox', columns: { questions: 'questions', answers: 'label' } };
const input = [
  { role: 'developer', content: 'Grade {{item.label}}.' },
  { role: 'user', content: [{ type: 'input_text', text: 'Said: {{sample.output_text}}' }] },
];
const score = (own: object = {}) =>
  modelGrader(ScoreModelGrader.parse({ type: 'score_model', name: 'n', model: 'm', input, ...own }), place);
const label = (own: object = {}) =>
  modelGrader(
    LabelModelGrader.parse({
      type: 'label_model',
      name: 'n',
      model: 'm',
      input,
      labels: ['good', 'bad'],
      passing_labels: ['good'],
      ...own,
    }),
    place,
  );
const sample = sampleOf(0, { targets: ['The Moon Pool'] });

/** The ratings after a reply to one answer. */
function replied(grader: ReturnType<typeof score>, text: string, reply: string): Map<string, Rating> {
  const item = grader.itemOf(sample, said(text));
  const read = grader.read(reply);
  const rating = read ? { outcome: 'rated' as const, ...read } : { outcome: 'failed' as const, reason: 'unreadable' };
  const itemId = item?.id ?? '';
  return new Map([[itemId, { itemId, ...rating, call: { attempts: 1, milliseconds: 1 } }]]);
}

const scoreOf = (grader: ReturnType<typeof score>, reply: string) =>
  grader.score('Moon', sample, replied(grader, 'Moon', reply));

describe('modelGrader', () => {
  it('fills in the prompt, a developer as the system', () => {
    const item = score().itemOf(sample, said('Moon'));
    expect(item && score().messagesOf(item)).toEqual([
      { role: 'system', content: 'Grade The Moon Pool.' },
      { role: 'user', content: 'Said: Moon' },
    ]);
  });

  it('keeps several parts and images of a user message apart', () => {
    const image = { type: 'input_image', image_url: 'https://example.com/a.png', detail: 'low', file_id: null };
    const grader = score({ input: [{ role: 'user', content: ['a', image] }] });
    const item = grader.itemOf(sample, said('Moon'));
    expect(item && grader.messagesOf(item)).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'a' },
          { type: 'link', url: 'https://example.com/a.png', detail: 'low' },
        ],
      },
    ]);
  });

  it('shows the image of the question, which makes it another prompt', () => {
    const image = { type: 'input_image', image_url: '{{ item.image }}', detail: 'low' };
    const grader = score({ input: [{ role: 'user', content: ['a', image] }] });
    const item = grader.itemOf(sample, said('Moon'));
    expect(item).toMatchObject({ images: sample.images });
    expect(item && grader.messagesOf(item)[0]?.content).toContainEqual({
      type: 'image',
      sha256: pictureOf(sample).sha256,
      detail: 'low',
    });
    expect(grader.itemOf(sampleOf(1, { targets: sample.targets }), said('Moon'))?.id).not.toBe(item?.id);
    expect(score().itemOf(sample, said('Moon'))).not.toHaveProperty('images');
  });

  it('asks once for the same prompt, whoever answered and whichever sample it was', () => {
    const idOf = (text: string, own = {}) => score().itemOf(sampleOf(1, { ...sample, ...own }), said(text))?.id;
    expect(idOf('Moon')).toBe(score().itemOf(sample, said('Moon'))?.id);
    expect(idOf('Moon', { question: 'Another, which the prompt does not name?' })).toBe(idOf('Moon'));
    expect(idOf('Sun')).not.toBe(idOf('Moon'));
    expect(idOf('Moon', { targets: ['Sun'] })).not.toBe(idOf('Moon'));
  });

  it('is not asked about refusals and failures, nor about answers without what the prompt names', () => {
    for (const outcome of outcomesOf('r!')) expect(score().itemOf(sample, outcome)).toBeUndefined();
    const grader = score({ input: [{ role: 'user', content: '{{sample.output_json.a}}' }] });
    expect(grader.itemOf(sample, said('no JSON'))).toBeUndefined();
    expect(grader.score('no JSON', sample)).toMatchObject({ score: 0, unreadable: true });
  });

  it('changes nothing of the instructions, whatever an answer says', () => {
    const system = score().messagesOf({ id: '', question: '', targets: ['x'], answer: '' })[0];
    fc.assert(
      fc.property(anyText, (text) => {
        const [first, user] = score().messagesOf({ id: '', question: '', targets: ['x'], answer: text });
        expect(first).toEqual(system);
        expect(user?.content).toBe(`Said: ${text}`);
      }),
    );
  });

  it.each([
    ['{"steps":[],"result":0.5}', [0, 1], undefined, 0.5],
    ['{"steps":[],"result":7}', [0, 1], undefined, 1],
    ['{"steps":[],"result":-7}', [-1, 1], undefined, 0],
    ['{"steps":[],"result":4}', [0, 10], undefined, 0.4],
    ['{"steps":[],"result":4}', [0, 10], 4, 1],
    ['{"steps":[],"result":3.9}', [0, 10], 4, 0],
  ])('scores %s in the range %j from the threshold %s on as %d', (reply, range, pass_threshold, expected) => {
    const own = { range, ...(pass_threshold !== undefined && { pass_threshold }) };
    expect(scoreOf(score(own), reply)).toMatchObject({ score: expected, unreadable: false });
  });

  it.each([
    ['{"steps":[],"result":"good"}', 1],
    ['{"steps":[{"description":"d","conclusion":"so"}],"result":"bad"}', 0],
  ])('scores the label of %s as %d', (reply, expected) => {
    expect(scoreOf(label(), reply)?.score).toBe(expected);
  });

  it.each(['{"result":"Good"}', '```\n{"result":" good"}\n```', '<think>bad?</think>GOOD.', 'Result: good'])(
    'reads a label as it may be spelt: %j',
    (reply) => {
      expect(scoreOf(label(), reply)?.explanation).toBe('good');
    },
  );

  it.each(['{"result":"great"}', '{"result":1}', '{"result":"good"} {"result":"bad"}', '{"steps":[]}', ''])(
    'reads no label from %j',
    (reply) => {
      expect(scoreOf(label(), reply)).toBeUndefined();
    },
  );

  it.each(['{"result":"1"}', '{"result":null}', '1', ''])('reads no number from %j', (reply) => {
    expect(scoreOf(score(), reply)).toBeUndefined();
  });

  it('explains a score by the reply and its last conclusion', () => {
    const steps = [
      { description: 'd', conclusion: 'first' },
      { description: 'd', conclusion: 'last' },
    ];
    expect(scoreOf(score(), JSON.stringify({ steps, result: 1 }))?.explanation).toBe('1: last');
  });

  it('demands the documented form of reply, the steps first', () => {
    const { schema } = label().schema;
    const isValid = new Ajv({ strict: true }).compile(schema);
    expect(Object.keys(schema['properties'] as object)).toEqual(['steps', 'result']);
    expect(isValid({ steps: [{ description: 'd', conclusion: 'c' }], result: 'good' })).toBe(true);
    expect(isValid({ steps: [], result: 'fair' })).toBe(false);
  });

  it('sends the sampling parameters that are given, and no others', () => {
    expect(score().parameters).toEqual({});
    const sampling_params = { temperature: 0, top_p: 1, seed: 42, max_completions_tokens: 9, reasoning_effort: 'low' };
    expect(score({ sampling_params }).parameters).toEqual({
      temperature: 0,
      topP: 1,
      seed: 42,
      maxTokens: 9,
      reasoningEffort: 'low',
    });
    expect(score({ sampling_params: { temperature: null, max_tokens: 7 } }).parameters).toEqual({ maxTokens: 7 });
  });
});

describe('the schemas of graders that are models', () => {
  it.each([
    [LabelModelGrader, { type: 'label_model', labels: ['a'], passing_labels: ['b'] }, 'one of the labels (a)'],
    [ScoreModelGrader, { type: 'score_model', range: [1, 0] }, 'the lower end, then a higher one'],
    [ScoreModelGrader, { type: 'score_model', input: [{ role: 'user', content: '{{x}}' }] }, '{{ x }}'],
    [
      ScoreModelGrader,
      { type: 'score_model', input: [{ role: 'user', content: { type: 'input_audio' } }] },
      'audio is not sent',
    ],
    [
      ScoreModelGrader,
      {
        type: 'score_model',
        input: [{ role: 'system', content: { type: 'input_image', image_url: 'https://a/b.png' } }],
      },
      'images in messages of the user only',
    ],
  ])('refuse what cannot be meant', (schema, own, words) => {
    const parsed = schema.safeParse({ name: 'n', model: 'm', input, ...own });
    expect(JSON.stringify(parsed.error?.issues)).toContain(words);
  });
});
