import { describe, expect, it } from '@jest/globals';
import { type RunSpec, type RunSpecInput, RunSpecSchema } from '../../../domain/spec/run-spec.ts';
import { findContradictions } from '../../../domain/spec/spec-checks.ts';

const rubric = {
  instructions: 'Rate it.',
  labels: [
    { name: 'Right', meaning: 'the same' },
    { name: 'Wrong', meaning: 'else' },
  ],
};

const base: RunSpecInput = {
  name: 'shelf',
  data: {
    source: { train: 'a.parquet', test: 'b.parquet' },
    slices: { type: [{ name: 'Title', questions: ['Title?'] }] },
  },
  prompt: { system: 'Answer.', examples: [{ row: 1, reasoning: 'So.' }] },
  fineTune: { model: 'a' },
  candidates: { base: { model: 'a' }, tuned: { model: 'tuned' } },
  judge: { model: 'j', rubric },
  verdict: { compare: 'tuned', against: 'base', slice: { type: 'Title', answer: 'open' } },
};

const check = (change: Partial<RunSpecInput>) =>
  findContradictions(RunSpecSchema.parse({ ...base, ...change }) as RunSpec).map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  );

const manyExamples = Array.from({ length: 10 }, (_, row) => ({ row, reasoning: 'So.' }));

describe('findContradictions', () => {
  it('finds none in a sound spec', () => {
    expect(check({})).toEqual([]);
  });

  it('finds none in further comparisons of other candidates, by another metric or on other samples', () => {
    const pair = { compare: 'tuned', against: 'base' };
    const comparisons = [pair, { ...pair, metric: 'exact' as const }, { ...pair, slice: { answer: 'closed' } }];
    expect(check({ comparisons })).toEqual([]);
  });

  it.each<[string, Partial<RunSpecInput>, RegExp]>([
    ['a tuned candidate without training', { fineTune: undefined }, /^candidates\.tuned\.model: .*no fineTune/],
    [
      'a tuned candidate elsewhere than it is trained',
      { candidates: { base: { model: 'a' }, tuned: { model: 'tuned', provider: 'openai' } } },
      /^candidates\.tuned\.provider: .*"sandbox"/,
    ],
    ['a tuned judge', { judge: { model: 'tuned', rubric } }, /^judge\.model: only a candidate/],
    [
      'a dimension by the name of the one that is always there',
      { data: { source: { train: 'a', test: 'b' }, slices: { answer: { column: 'genre' } } }, verdict: undefined },
      /^data\.slices\.answer: /,
    ],
    [
      'a verdict over an empty slice',
      { verdict: { compare: 'tuned', against: 'base', slice: {} } },
      /^verdict\.slice: /,
    ],
    [
      'a dimension by the name of something that every object has',
      { verdict: { compare: 'tuned', against: 'base', slice: { constructor: 'x' } } },
      /^verdict\.slice\.constructor: no such dimension/,
    ],
    [
      'a grader by the name of something that every object has',
      { graders: { constructor: { type: 'number' as const } } },
      /^graders\.constructor: "constructor" is taken/,
    ],
    ['a grader by the name of a rule', { graders: { exact: { type: 'number' } } }, /^graders\.exact: "exact" is taken/],
    [
      'a template with an item that the data do not have',
      {
        graders: { eq: { type: 'string_check', name: 'n', operation: 'eq', input: '{{item.lable}}', reference: 'a' } },
      },
      /^graders\.eq\.input: no item\.lable is known\. There are item\.questions, .*item\.type; /,
    ],
    [
      'an image of a grader that the data do not have',
      {
        graders: {
          seen: {
            type: 'score_model',
            name: 'n',
            model: 'm',
            input: [{ role: 'user', content: [{ type: 'input_image', image_url: '{{item.cover}}' }] }],
          },
        },
      },
      /^graders\.seen\.input\.0\.content: no image is called item\.cover\. .* is item\.image or item\.image_url/,
    ],
    [
      'a grader that asks the tuned model at a provider that nobody knows',
      {
        graders: {
          odd: {
            type: 'score_model',
            name: 'n',
            model: 'tuned',
            provider: 'x',
            input: [{ role: 'user', content: 'a' }],
          },
        },
      },
      /^graders\.odd\.(model: only a candidate|provider: no provider is called "x")/,
    ],
    [
      'an unknown metric of the verdict',
      { graders: { year: { type: 'number' } }, verdict: { compare: 'tuned', against: 'base', metric: 'yaer' } },
      /^verdict\.metric: no rule or grader is called "yaer"\. There are: exact, normalised, year\./,
    ],
    [
      'a metric that never decides',
      { verdict: { compare: 'tuned', against: 'base', metric: 'contains' } },
      /^verdict\.metric: "contains" is shown and never decides/,
    ],
    ['no candidate', { candidates: {}, verdict: undefined }, /^candidates: expected at least one/],
    [
      'an unknown candidate in the verdict',
      { verdict: { compare: 'new', against: 'base' } },
      /^verdict\.compare: .*"new".*base, tuned/,
    ],
    ['a candidate against itself', { verdict: { compare: 'base', against: 'base' } }, /^verdict\.against: /],
    [
      'an unknown dimension',
      { verdict: { compare: 'tuned', against: 'base', slice: { kind: 'Title' } } },
      /^verdict\.slice\.kind: .*answer, type/,
    ],
    [
      'an unknown slice',
      { verdict: { compare: 'tuned', against: 'base', slice: { type: 'Titel' } } },
      /^verdict\.slice\.type: .*Title, Other/,
    ],
    [
      'a demand for not-worse without a margin',
      { verdict: { compare: 'tuned', against: 'base', demand: 'not-worse' } },
      /^verdict\.demand: .*only with verdict\.margin/,
    ],
    [
      'a demand that a margin rules out',
      { verdict: { compare: 'tuned', against: 'base', demand: 'equivalent', margin: 0.02 } },
      /^verdict\.demand: .*never equivalent/,
    ],
    ['a split that is not there', { on: 'validation' }, /^on: .*data\.source\.validation is missing/],
    ['an unknown provider', { provider: 'azure' }, /^provider: .*"azure".*sandbox, openai/],
    [
      'an unknown provider of a candidate',
      { candidates: { base: { model: 'a', provider: 'x' }, tuned: { model: 'tuned' } } },
      /^candidates\.base\.provider: /,
    ],
    [
      'a question without a place for it',
      { prompt: { system: 'A.', question: 'Row {row}' } },
      /^prompt\.question: expected \{question\}/,
    ],
    [
      'too many examples',
      { prompt: { system: 'A.', examples: manyExamples } },
      /^prompt\.examples: expected at most 9, got 10/,
    ],
    [
      'an example twice',
      {
        prompt: {
          system: 'A.',
          examples: [
            { row: 1, reasoning: 'a' },
            { row: 1, reasoning: 'b' },
          ],
        },
      },
      /^prompt\.examples\.1\.row: row 1 is an example already/,
    ],
    [
      'a rated example with a label of its own',
      {
        judge: {
          model: 'j',
          rubric: { ...rubric, examples: [{ question: 'q', target: 't', answer: 'a', label: 'Good' }] },
        },
      },
      /^judge\.rubric\.examples\.0\.label: .*Right, Wrong/,
    ],
    [
      'a label twice',
      { judge: { model: 'j', rubric: { ...rubric, labels: [...rubric.labels, ...rubric.labels] } } },
      /^judge\.rubric\.labels\.2\.name: /,
    ],
    [
      'further comparisons without the one that decides',
      { verdict: undefined, comparisons: [{ compare: 'tuned', against: 'base' }] },
      /^comparisons: .*no verdict/,
    ],
    [
      'an unknown candidate in a further comparison',
      { comparisons: [{ compare: 'tuned', against: 'new' }] },
      /^comparisons\.0\.against: .*"new".*base, tuned/,
    ],
    [
      'a further comparison by what no verdict can rest on',
      { comparisons: [{ compare: 'tuned', against: 'base', metric: 'contains' }] },
      /^comparisons\.0\.metric: "contains" is shown and never decides/,
    ],
    [
      'an unknown slice in a further comparison',
      { comparisons: [{ compare: 'tuned', against: 'base', slice: { type: 'Titel' } }] },
      /^comparisons\.0\.slice\.type: .*Title, Other/,
    ],
    [
      'the verdict once more, the other way round',
      {
        comparisons: [{ compare: 'base', against: 'tuned', slice: { answer: 'open', type: 'Title' }, margin: 0.1 }],
      },
      /^comparisons\.0: .*as verdict\./,
    ],
    [
      'a further comparison twice',
      {
        comparisons: [
          { compare: 'tuned', against: 'base', metric: 'normalised' },
          { compare: 'tuned', against: 'base' },
        ],
      },
      /^comparisons\.1: .*as comparisons\[0\]\./,
    ],
    [
      'training without training data',
      { data: { source: { test: 'b.parquet' }, slices: base.data.slices } },
      /^fineTune: .*data\.source\.train is missing/,
    ],
  ])('finds %s', (_, change, message) => {
    expect(check(change)).toContainEqual(expect.stringMatching(message));
  });
});
