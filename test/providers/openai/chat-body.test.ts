import { describe, expect, it } from '@jest/globals';
import { chatBody } from '../../../providers/openai/chat-body.ts';

const request = {
  model: 'm',
  messages: [{ role: 'user', content: 'Title?' } as const],
  imageUrls: new Map<string, string>(),
};

describe('chatBody', () => {
  it('sends nothing that is not asked for', () => {
    expect(chatBody(request)).toEqual({ model: 'm', messages: [{ role: 'user', content: 'Title?' }] });
  });

  it('spells every parameter as OpenAI does', () => {
    const all = {
      temperature: 0,
      topP: 0.5,
      maxTokens: 4300,
      seed: 1,
      reasoningEffort: 'none',
      verbosity: 'low',
      serviceTier: 'flex',
      schema: { name: 's', schema: {} },
    } as const;
    expect(chatBody({ ...request, ...all })).toMatchObject({
      temperature: 0,
      top_p: 0.5,
      max_completion_tokens: 4300,
      seed: 1,
      reasoning_effort: 'none',
      verbosity: 'low',
      service_tier: 'flex',
      response_format: { type: 'json_schema', json_schema: { name: 's', schema: {}, strict: true } },
    });
  });

  it('calls the limit max_tokens where the model wants it so', () => {
    const body = chatBody({ ...request, maxTokens: 9, limitName: 'max_tokens' });
    expect(body).toMatchObject({ max_tokens: 9 });
    expect(body).not.toHaveProperty('max_completion_tokens');
  });

  it('adds further parameters, none of which takes the place of one that is known', () => {
    const body = chatBody({ ...request, temperature: 0, extra: { top_k: 5, temperature: 2, model: 'other' } });
    expect(body).toMatchObject({ top_k: 5, temperature: 0, model: 'm' });
  });
});
