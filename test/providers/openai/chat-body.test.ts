import { describe, expect, it } from '@jest/globals';
import type { ChatRequest } from '../../../domain/answering/chat.ts';
import { chatBody } from '../../../providers/openai/chat-body.ts';

const request = {
  model: 'm',
  messages: [{ role: 'user', content: 'Title?' } as const],
  imageUrls: new Map<string, Uint8Array>(),
};

/** What a server reads of a body. */
const received = (asked: ChatRequest): unknown => JSON.parse(Buffer.concat(chatBody(asked).pieces).toString());

describe('chatBody', () => {
  it('sends nothing that is not asked for', () => {
    expect(received(request)).toEqual({ model: 'm', messages: [{ role: 'user', content: 'Title?' }] });
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
    expect(received({ ...request, ...all })).toMatchObject({
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
    const body = received({ ...request, maxTokens: 9, limitName: 'max_tokens' });
    expect(body).toMatchObject({ max_tokens: 9 });
    expect(body).not.toHaveProperty('max_completion_tokens');
  });

  it('adds further parameters, none of which takes the place of one that is known', () => {
    const body = received({ ...request, temperature: 0, extra: { top_k: 5, temperature: 2, model: 'other' } });
    expect(body).toMatchObject({ top_k: 5, temperature: 0, model: 'm' });
  });

  it('holds the very bytes of its images, each in its place', () => {
    const [front, back] = ['data:image/png;base64,AAAA', 'data:image/jpeg;base64,BBBB'].map((url) => Buffer.from(url));
    const images = [front, back] as [Buffer, Buffer];
    const parts = ['back', 'front', 'back'].map((sha256) => ({ type: 'image' as const, sha256 }));
    const shown: ChatRequest = {
      ...request,
      messages: [{ role: 'user', content: [...parts, { type: 'text', text: 'data:image/png;base64, "0"?' }] }],
      imageUrls: new Map([
        ['front', images[0]],
        ['back', images[1]],
      ]),
    };
    const urls = [images[1], images[0], images[1]];
    expect(chatBody(shown).pieces.filter((piece) => images.includes(piece as Buffer))).toEqual(urls);
    expect(received(shown)).toEqual({
      model: 'm',
      messages: [
        {
          role: 'user',
          content: [
            ...urls.map((url) => ({ type: 'image_url', image_url: { url: `${url}`, detail: 'auto' } })),
            { type: 'text', text: 'data:image/png;base64, "0"?' },
          ],
        },
      ],
    });
  });
});
