import { describe, expect, it } from '@jest/globals';
import { parametersByWho } from '../../../domain/models/asked.ts';
import { checkParameters } from '../../../domain/models/parameter-checks.ts';
import { type RunSpec, type RunSpecInput, RunSpecSchema } from '../../../domain/spec/run-spec.ts';

type Candidate = RunSpecInput['candidates'][string];

const rubric = { instructions: 'Rate it.', labels: ['Right', 'Wrong'].map((name) => ({ name, meaning: 'it is' })) };

const specOf = (change: Partial<RunSpecInput>): RunSpec =>
  RunSpecSchema.parse({
    name: 'shelf',
    data: { source: { train: 'a.parquet', test: 'b.parquet' } },
    prompt: { system: 'Answer.' },
    candidates: { old: { model: 'gpt-4o-2024-08-06' } },
    ...change,
  }) as RunSpec;

const check = (change: Partial<RunSpecInput>) =>
  checkParameters(specOf(change)).map(({ path, message }) => `${path.join('.')}: ${message}`);

const of = (model: string, parameters: Candidate['parameters']) =>
  check({ candidates: { new: { model, parameters } } });

describe('checkParameters', () => {
  it('lets a model have what it takes, and every model 1 as its own sampling', () => {
    expect(of('gpt-4o-2024-08-06', { temperature: 0, topP: 0.5, seed: 1 })).toEqual([]);
    expect(
      of('gpt-6-luna', { reasoningEffort: 'none', temperature: 0, verbosity: 'low', serviceTier: 'flex' }),
    ).toEqual([]);
    expect(of('gpt-5', { temperature: 1, topP: 1 })).toEqual([]);
    expect(of('acme-7b', { temperature: 2, reasoningEffort: 'max', verbosity: 'high', serviceTier: 'x' })).toEqual([]);
  });

  it.each<[string, Candidate['parameters'], RegExp]>([
    [
      'gpt-6-luna',
      { temperature: 0 },
      /^candidates\.new\.parameters\.temperature: gpt-6-luna takes no temperature while it reasons \(effort medium, its own\)\. Leave it out, or set reasoningEffort: none \(by the table of/,
    ],
    ['gpt-5.1', { temperature: 0.5, reasoningEffort: 'low' }, /\.temperature: .*while it reasons \(effort low\)/],
    ['o3', { topP: 0.9 }, /\.topP: o3 takes no top_p\. Leave it out: it answers at its own sampling/],
    ['gpt-6.2-astra', { reasoningEffort: 'none' }, /\.reasoningEffort: .* one of low, medium, high, xhigh, max as/],
    ['gpt-4o', { reasoningEffort: 'low' }, /\.reasoningEffort: gpt-4o takes no reasoning effort\. Leave it out/],
    ['gpt-4.1', { verbosity: 'low' }, /\.verbosity: gpt-4\.1 takes no verbosity/],
    ['gpt-4o', { serviceTier: 'flex' }, /\.serviceTier: gpt-4o takes one of auto, default, priority as service tier/],
    ['mistral-large-latest', { seed: 1 }, /\.seed: .*takes no seed/],
    ['ft:gpt-5-mini:acme::x', { temperature: 0 }, /\.temperature: ft:gpt-5-mini:acme::x takes no temperature\./],
  ])('refuses what %s does not take, by key: %j', (model, parameters, expected) => {
    expect(of(model, parameters)).toEqual([expect.stringMatching(expected)]);
  });

  it.each([
    ...['model', 'messages', 'n', 'stream', 'stream_options', 'response_format', 'max_tokens', 'max_completion_tokens'],
    ...['temperature', 'top_p', 'seed', 'reasoning_effort', 'verbosity', 'service_tier'],
  ])('lets nothing set %s by extra', (name) => {
    expect(of('acme-7b', { extra: { [name]: 1, top_k: 5 } })).toEqual([
      expect.stringMatching(`^candidates.new.parameters.extra.${name}: cannot be set here: `),
    ]);
  });

  it('asks judge, graders and the tuned model alike, each by its own key', () => {
    const input = [{ role: 'user' as const, content: 'Rate.' }];
    const grader = { type: 'score_model' as const, name: 'x', input };
    const problems = check({
      fineTune: { model: 'gpt-5-mini' },
      candidates: { tuned: { model: 'tuned', parameters: { temperature: 0 } } },
      judge: { model: 'o3', rubric, parameters: { temperature: 0.2 } },
      graders: { close: { ...grader, model: 'gpt-6-luna', sampling_params: { top_p: 0.5, extra: { n: 2 } } } },
    });
    expect(problems.map((problem) => problem.slice(0, problem.indexOf(':')))).toEqual([
      'candidates.tuned.parameters.temperature',
      'judge.parameters.temperature',
      'graders.close.sampling_params.top_p',
      'graders.close.sampling_params.extra.n',
    ]);
    expect(problems[2]).toMatch(/or set reasoning_effort: none/);
  });

  it('goes by what the spec says of models', () => {
    const models = { 'gpt-6*': { sampling: 'always' } } as const;
    const candidates = { new: { model: 'gpt-6-luna', parameters: { temperature: 0 } } };
    expect(check({ models, candidates })).toEqual([]);
    expect(check({ models: { acme: { efforts: ['low'], defaultEffort: 'high' } } })).toEqual([
      'models.acme.defaultEffort: expected one of its efforts, low',
    ]);
  });
});

describe('parametersByWho', () => {
  it('asks candidates and judge at temperature 0 where they take one, and leaves graders to their provider', () => {
    const spec = specOf({
      fineTune: { model: 'gpt-4o-2024-08-06' },
      candidates: { old: { model: 'tuned' }, new: { model: 'gpt-6-luna' } },
      judge: { model: 'gpt-4.1', rubric },
      graders: {
        close: { type: 'score_model', name: 'x', model: 'o3', input: [{ role: 'user', content: 'Rate.' }] },
      },
    });
    expect(Object.fromEntries(parametersByWho(spec))).toEqual({
      old: { temperature: 0, maxTokens: 300 },
      new: { maxTokens: 4300 },
      'the judge': { temperature: 0, maxTokens: 300 },
      'grader close': {},
    });
  });
});
