import { describe, expect, it } from '@jest/globals';
import { sentAsWritten, sentParameters } from '../../../domain/models/parameters-sent.ts';
import { efforts, traitsOf } from '../../../domain/models/parameters-taken.ts';

const sent = (model: string, wishes: Parameters<typeof sentParameters>[0]) => sentParameters(wishes, traitsOf(model));

describe('sentParameters', () => {
  it('sends a model that does not reason what it was sent before there was a table', () => {
    const ordinary = { temperature: 0, maxTokens: 300, seed: 7 };
    expect(JSON.stringify(sent('gpt-4o-2024-08-06', ordinary))).toBe('{"temperature":0,"maxTokens":300,"seed":7}');
    expect(JSON.stringify(sent('acme-7b', ordinary))).toBe('{"temperature":0,"maxTokens":300,"seed":7}');
  });

  it('sends no temperature to a model that takes none, and lets it think besides what it may say', () => {
    expect(sent('gpt-6-luna', { temperature: 0, topP: 0.5, maxTokens: 300 })).toEqual({ maxTokens: 4300 });
    expect(sent('o3', { temperature: 0, maxTokens: 300 })).toEqual({ maxTokens: 4300 });
  });

  it('sends it again where the model is told not to reason', () => {
    const quiet = { temperature: 0, maxTokens: 300, reasoningEffort: 'none' } as const;
    expect(sent('gpt-6-luna', quiet)).toEqual(quiet);
    expect(sent('gpt-5.1', { temperature: 0, maxTokens: 300 })).toEqual({ temperature: 0, maxTokens: 300 });
  });

  it.each([
    ['none', 300],
    ['minimal', 1300],
    ['low', 1300],
    ['medium', 4300],
    ['high', 16_300],
    ['xhigh', 32_300],
    ['max', 64_300],
  ] as const)('allows for thoughts at effort %s, so that the limit is %d', (reasoningEffort, maxTokens) => {
    expect(efforts).toContain(reasoningEffort);
    expect(sent('acme-7b', { maxTokens: 300, reasoningEffort })).toEqual({ maxTokens, reasoningEffort });
  });

  it('takes the allowance of the spec, and sends no limit where there is none', () => {
    expect(sent('gpt-6-luna', { maxTokens: 300, reasoningTokens: 0 })).toEqual({ maxTokens: 300 });
    expect(sent('acme-thinker', { maxTokens: 300, reasoningTokens: 8000 })).toEqual({ maxTokens: 8300 });
    expect(sent('gpt-6-luna', { reasoningTokens: 8000 })).toEqual({});
  });

  it('calls the limit what the model calls it', () => {
    expect(sent('mistral-large-latest', { maxTokens: 300 })).toEqual({ maxTokens: 300, limitName: 'max_tokens' });
    expect(sent('mistral-large-latest', {})).toEqual({});
  });

  it('passes on everything else', () => {
    const all = { reasoningEffort: 'low', verbosity: 'low', serviceTier: 'flex', extra: { top_k: 1 } } as const;
    expect(sent('gpt-6-luna', { ...all, temperature: undefined, seed: 3 })).toEqual({ ...all, seed: 3 });
  });
});

describe('sentAsWritten', () => {
  it('sends what the spec of a run of 0.1.0 says, whatever the model', () => {
    expect(sentAsWritten({ temperature: 0, maxTokens: 300, seed: undefined })).toEqual({
      temperature: 0,
      maxTokens: 300,
    });
  });
});
