import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type OpenAI from 'openai';
import { type Harness, openHarness } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await openHarness();
});
afterAll(async () => await harness.close());

const ask = (model: string, parameters: Partial<OpenAI.ChatCompletionCreateParamsNonStreaming> = {}) =>
  harness.openai.chat.completions.create({
    model,
    messages: [{ role: 'user', content: 'Is it a book? Answer with the conclusion only.' }],
    ...parameters,
  });

describe('a model that reasons', () => {
  it.each([
    [
      'gpt-5-mini',
      { temperature: 0 },
      "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported.",
      'unsupported_value',
    ],
    [
      'o3-2025-04-16',
      { top_p: 0.5 },
      "Unsupported parameter: 'top_p' is not supported with this model.",
      'unsupported_parameter',
    ],
    [
      'gpt-6-luna',
      { max_tokens: 300 },
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      'unsupported_parameter',
    ],
    [
      'gpt-5.1',
      { reasoning_effort: 'minimal' as const },
      "Unsupported value: 'minimal' is not supported with the 'gpt-5.1' model. Supported values are: 'none', 'low', 'medium', and 'high'.",
      'unsupported_value',
    ],
    ['gpt-6-astra', { reasoning_effort: 'none' as const }, /^Unsupported value: 'none'/, 'unsupported_value'],
    ['gpt-5.1', { reasoning_effort: 'low' as const, temperature: 0.2 }, /does not support 0.2/, 'unsupported_value'],
  ])('refuses as OpenAI’s %s does %j', async (model, parameters, message, code) => {
    const error = await ask(model, parameters).catch((caught: unknown) => caught);
    const [param] = Object.keys(parameters).slice(-1);
    expect(error).toMatchObject({ status: 400, code, param, type: 'invalid_request_error' });
    const said = (error as { error: { message: string } }).error.message;
    if (typeof message === 'string') expect(said).toBe(message);
    else expect(said).toMatch(message);
  });

  it('takes 1, and any temperature where it is told not to reason', async () => {
    await expect(ask('gpt-5', { temperature: 1, top_p: 1 })).resolves.toBeDefined();
    await expect(ask('gpt-6-luna', { temperature: 0, reasoning_effort: 'none' })).resolves.toBeDefined();
    await expect(ask('gpt-5.1', { temperature: 0 })).resolves.toBeDefined();
  });

  it('thinks before it answers, the more the greater its effort, and the same each time', async () => {
    const thoughts = async (reasoning_effort?: 'none' | 'low' | 'high') => {
      const { usage } = await ask('gpt-6-luna', reasoning_effort && { reasoning_effort });
      const thought = usage?.completion_tokens_details?.reasoning_tokens ?? 0;
      expect(usage?.completion_tokens).toBeGreaterThan(thought);
      return thought;
    };
    const usual = await thoughts();
    expect([await thoughts('none'), await thoughts()]).toEqual([0, usual]);
    const [low, high] = [await thoughts('low'), await thoughts('high')];
    expect([low > 0, usual > 2 * low, high > 2 * usual]).toEqual([true, true, true]);
    expect(usual).toBeGreaterThan(300);
  });

  it('says nothing where its thoughts use the limit up', async () => {
    const { choices, usage } = await ask('gpt-6-luna', { max_completion_tokens: 300 });
    expect(choices[0]).toMatchObject({ finish_reason: 'length', message: { content: '' } });
    expect(usage).toMatchObject({ completion_tokens: 300, completion_tokens_details: { reasoning_tokens: 300 } });
  });

  it('is none of the others, which think nothing and take everything', async () => {
    const { usage, choices } = await ask('gpt-4o-2024-08-06', { temperature: 0, max_tokens: 300 });
    expect(usage).not.toHaveProperty('completion_tokens_details');
    expect(choices[0]?.finish_reason).toBe('stop');
  });
});
