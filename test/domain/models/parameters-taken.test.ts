import { describe, expect, it } from '@jest/globals';
import { families, traitsOf, unknownFamily } from '../../../domain/models/parameters-taken.ts';

describe('traitsOf', () => {
  it.each([
    ['gpt-4o-2024-08-06', 'always', undefined],
    ['gpt-4.1-2025-04-14.ft-0a1b2c', 'always', undefined],
    ['gpt-5', 'never', 'medium'],
    ['gpt-5-mini-2025-08-07', 'never', 'medium'],
    ['gpt-5-chat-latest', 'always', undefined],
    ['gpt-5.1', 'without-reasoning', 'none'],
    ['gpt-5.2-chat-latest', 'always', undefined],
    ['gpt-5.4-mini', 'without-reasoning', 'none'],
    ['gpt-5.6-luna', 'without-reasoning', 'medium'],
    ['gpt-6-luna', 'without-reasoning', 'medium'],
    ['gpt-6-astra', 'never', 'medium'],
    ['gpt-6.2-astra', 'never', 'medium'],
    ['gpt-6.1-sol', 'never', 'medium'],
    ['gpt-6.1-terra', 'without-reasoning', 'medium'],
    ['o3-2025-04-16', 'never', 'medium'],
    ['o4-mini-2025-04-16', 'never', 'medium'],
  ])('knows when %s takes a temperature, and how much it thinks by itself', (model, sampling, defaultEffort) => {
    const traits = traitsOf(model);
    expect([traits.sampling, traits.defaultEffort]).toEqual([sampling, defaultEffort]);
  });

  it('takes a tuned model for its base, and a routed one for what it is', () => {
    expect(traitsOf('ft:gpt-4o-2024-08-06:acme::abc')).toEqual(traitsOf('gpt-4o-2024-08-06'));
    expect(traitsOf('ft:gpt-6-luna:acme:gpt-4o:abc')).toEqual(traitsOf('gpt-6-luna'));
    expect(traitsOf('openai/GPT-5-mini')).toEqual(traitsOf('gpt-5-mini'));
  });

  it.each([
    ['ft:o3-mini:acme::abc', 'ft:o3-mini*'],
    ['openai/o3', 'openai/o3'],
    ['OpenAI/o3', 'openai/*'],
    ['ft:o3-mini:acme::abc', 'o3-mini'],
  ])('lets a spec say of %s what it takes by the pattern %s', (model, pattern) => {
    expect(traitsOf(model, { [pattern]: { sampling: 'always' } }).sampling).toBe('always');
  });

  it('lets a name that it does not know send what the spec says', () => {
    expect(traitsOf('acme-7b')).toEqual(unknownFamily);
    expect(traitsOf('my-gpt-5')).toEqual(unknownFamily);
    expect(traitsOf('gpt-50')).toEqual(unknownFamily);
  });

  it('knows that Mistral calls the limit by another name', () => {
    expect(traitsOf('mistral-large-latest')).toMatchObject({ limit: 'max_tokens', seed: false });
  });

  it('is overridden by the spec, the longest pattern last, and only in what that says', () => {
    const overrides = { 'gpt-6*': { sampling: 'always', seed: false }, 'gpt-6-luna': { seed: true } } as const;
    expect(traitsOf('gpt-6-luna', overrides)).toEqual({ ...families['gpt-6*'], sampling: 'always', seed: true });
    expect(traitsOf('gpt-6-sol', overrides)).toEqual({ ...families['gpt-6*'], sampling: 'always', seed: false });
    expect(traitsOf('ACME-7b', { 'acme-*': { limit: 'max_tokens' } })).toEqual({
      ...unknownFamily,
      limit: 'max_tokens',
    });
  });

  it('takes a pattern for nothing but letters and *', () => {
    expect(traitsOf('gpt-6xluna', { 'gpt-6.luna': { seed: false } }).seed).toBe(true);
    expect(() => traitsOf('a', { '(': { seed: false } })).not.toThrow();
  });

  it.each(Object.entries(families))('has a consistent row for %s', (_, { efforts, defaultEffort, sampling }) => {
    if (defaultEffort) expect(efforts).toContain(defaultEffort);
    expect(sampling === 'without-reasoning').toBe(efforts?.includes('none') ?? false);
  });
});
