import { describe, expect, it } from '@jest/globals';
import { readSpecText, SpecError, type SpecProblem } from '../../../domain/spec/spec-text.ts';

const good = `name: shelf
data:
  source: { test: shelf.parquet }
  take: { test: 5 }
prompt:
  system: Answer with the conclusion only.
candidates:
  old: { model: a }
`;

function problemsOf(text: string): readonly SpecProblem[] {
  try {
    readSpecText(text, 'shelf.yaml');
  } catch (error) {
    if (error instanceof SpecError) return error.problems;
    throw error;
  }
  return [];
}

describe('readSpecText', () => {
  it('fills in every default', () => {
    const { spec } = readSpecText(`${good}verdict: { compare: old, against: new }\n`, 'shelf.yaml');
    expect(spec).toMatchObject({
      provider: 'sandbox',
      data: { seed: 42, take: { train: 'all', test: 5 } },
      prompt: { question: '{question}', image: { format: 'original', quality: 90 } },
      verdict: { metric: 'normalised', minimumEffect: 0.03, alpha: 0.05 },
      limits: { failedSamples: 0.02, concurrency: 32 },
    });
    expect(Object.keys(spec.providers)).toEqual(['sandbox', 'openai']);
  });

  it('adds to a known provider without its address, and takes prices', () => {
    const { spec } = readSpecText(
      `${good}providers: { openai: { prices: { a: { input: 2.5, output: 10 } } } }\n`,
      'shelf.yaml',
    );
    expect(spec.providers['openai']).toMatchObject({
      baseUrl: 'https://api.openai.com/v1',
      keyVariable: 'OPENAI_API_KEY',
      currency: 'USD',
      prices: { a: { input: 2.5, output: 10 } },
    });
  });

  it.each([
    ['a provider that nobody knows', 'mine: {}', ['providers.mine.baseUrl']],
    ['a known key at another address', 'openai: { baseUrl: https://mine/v1 }', ['providers.openai.keyVariable']],
    ['a known address with another key', 'openai: { keyVariable: MINE }', ['providers.openai.baseUrl']],
  ])('refuses %s', (_what, provider, keys) => {
    const problems = problemsOf(`${good}providers: { ${provider} }\n`);
    expect(problems.map(({ key }) => key)).toEqual(keys);
    expect(problems[0]).toMatchObject({ line: 9, message: expect.stringMatching(/baseUrl.*keyVariable.*missing/) });
  });

  it('refuses a kind of provider that nobody knows', () => {
    const problems = problemsOf(`${good}providers: { mine: { kind: morse, baseUrl: 'https://mine/v1' } }\n`);
    expect(problems).toMatchObject([{ key: 'providers.mine.kind', message: 'expected "openai", got "morse"' }]);
  });

  it('reads JSON, which is YAML', () => {
    const { spec } = readSpecText(good, 'shelf.yaml');
    expect(readSpecText(JSON.stringify(spec), 'shelf.json').spec).toEqual(spec);
  });

  it.each([
    ['a wrong type', 'test: 5', 'test: five', 4, 'data.take.test', 'expected a number or "all", got "five"'],
    ['a number out of range', 'test: 5', 'test: 0', 4, 'data.take.test', 'expected number to be >0, got 0'],
    ['an unknown key', 'system:', 'sistem:', 6, 'prompt.sistem', 'is not a key here. Did you mean system?'],
    [
      'a missing key',
      '  old: { model: a }',
      '  old: { images: true }',
      8,
      'candidates.old.model',
      /^expected .*, it is missing$/,
    ],
    ['a name that cannot be one', 'old:', 'Old One:', 8, 'candidates.Old One', /lower-case letters/],
    [
      'a key deep in a union',
      'Answer with the conclusion only.',
      '{ fil: x }',
      6,
      'prompt.system.fil',
      'is not a key here. Did you mean file?',
    ],
    ['a key without its value', '{ test: 5 }', '', 4, 'data.take', 'expected keys with values, got nothing'],
    ['a pattern that YAML takes for an alias', 'shelf.parquet', '*.parquet', 3, '', /^\*\.parquet refers to nothing/],
    ['a key that stands there twice', 'prompt:', 'name: again\nprompt:', 5, '', 'this key stands here already'],
    [
      'an unknown type of grader',
      'prompt:',
      'graders: { year: { type: nummer } }\nprompt:',
      5,
      'graders.year.type',
      /^expected one of number, pattern, json.*, got "nummer"$/,
    ],
    [
      'an unknown key of a grader',
      'prompt:',
      'graders: { year: { type: number, tolerence: 1 } }\nprompt:',
      5,
      'graders.year.tolerence',
      'is not a key here. Did you mean tolerance?',
    ],
    [
      'a pattern that cannot be had in linear time',
      'prompt:',
      'graders: { year: { type: pattern, pattern: "(?=a)" } }\nprompt:',
      5,
      'graders.year.pattern',
      /^expected a regular expression in RE2 syntax.*, got "\(\?=a\)"$/,
    ],
    [
      'an address that is none',
      'prompt:',
      'providers: { mine: { baseUrl: mine, keyVariable: MY_KEY } }\nprompt:',
      5,
      'providers.mine.baseUrl',
      'expected an address such as https://host/v1, got "mine"',
    ],
    [
      'an address with a password',
      'prompt:',
      'providers: { mine: { baseUrl: "https://me:secret@mine/v1" } }\nprompt:',
      5,
      'providers.mine.baseUrl',
      /^expected an address without a user \(give a key by keyVariable instead\)/,
    ],
  ])('names %s by line and key', (_, from, to, line, key, message) => {
    const problems = problemsOf(good.replace(from, to));
    expect(problems).toContainEqual({
      line,
      key,
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    });
  });

  it.each([
    ['a candidate', 'candidates:\n', 'candidates:\n  __proto__: { model: b }\n', 8],
    ['a provider', 'prompt:', 'providers: { "__proto__": { prices: {} } }\nprompt:', 5],
    ['a slice', 'prompt:', 'verdict: { slice: { __proto__: open } }\nprompt:', 5],
  ])('refuses %s by a name that would be dropped without a word', (_, from, to, line) => {
    const message = '__proto__ cannot be a key or a name. Choose another.';
    expect(problemsOf(good.replace(from, to))).toEqual([{ line, key: '', message }]);
    expect(problemsOf(JSON.stringify({ name: 'a', x: [JSON.parse('{"__proto__":{}}')] }))).toMatchObject([{ message }]);
  });

  it('names all mistakes at once, in the order of the lines', () => {
    const problems = problemsOf(good.replace('test: 5', 'test: five').replace('name: shelf', 'name: A Shelf'));
    expect(problems.map(({ line }) => line)).toEqual([1, 4]);
  });

  it('names the line of broken YAML', () => {
    expect(problemsOf(good.replace('{ model: a }', '{ model: a'))).toMatchObject([
      { line: expect.any(Number), key: '' },
    ]);
  });

  it.each(['', '- a list', 'just text'])('refuses %j, which is no spec', (text) => {
    expect(problemsOf(text)).toMatchObject([{ message: expect.stringContaining('expected keys with values') }]);
  });

  it.each([
    ['a key', 'name: &x { a: *x }', 'f.yaml line 1: *x refers to what it stands in'],
    ['a list', 'name: a\ndata: &x [1, [*x]]', 'f.yaml line 2: *x refers to what it stands in'],
    ['a longer way', 'name: &x\n  a: &y { b: 1 }\n  c: [*y, { d: *x }]', 'f.yaml line 3: *x refers to'],
  ])('refuses a loop by %s', (_, text, message) => {
    expect(() => readSpecText(text, 'f.yaml')).toThrow(message);
  });

  it.each(['name: !!js/function "x"', 'name: !env KEY', 'name: !!python/object:os.system x'])(
    'refuses the tag of %s',
    (text) => expect(() => readSpecText(text, 'f.yaml')).toThrow('f.yaml line 1: a tag (!…) means nothing here'),
  );

  it('says that a text is nested too deeply', () => {
    expect(() => readSpecText(`name: ${'['.repeat(20_000)}`, 'f.yaml')).toThrow(
      'f.yaml line 1: this is nested too deeply',
    );
  });

  it('refuses aliases that would grow without end', () => {
    const list = (name: string) => `[${Array.from({ length: 9 }, () => `*${name}`).join(', ')}]`;
    const grown = `a: &a [x]\nb: &b ${list('a')}\nc: &c ${list('b')}\nd: &d ${list('c')}\ne: ${list('d')}\n`;
    expect(problemsOf(grown)).toMatchObject([{ message: expect.stringContaining('alias') }]);
  });
});
