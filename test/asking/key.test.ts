import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { keyOf } from '../../asking/key.ts';

const request = {
  model: 'gpt-4o-2024-08-06',
  messages: [{ role: 'user', content: 'Title?' } as const],
  detail: 'auto' as const,
  temperature: 0,
  maxTokens: 300,
};
const asked = { request, images: [] };

describe('keyOf', () => {
  it('is for an ordinary request what it has been since 0.1.0, so that earlier answers are found', () => {
    const text =
      '{"model":"gpt-4o-2024-08-06","messages":[{"role":"user","content":"Title?"}],"detail":"auto","temperature":0,"maxTokens":300}';
    expect(keyOf(asked)).toBe(createHash('sha256').update(text).digest('hex'));
  });

  it('is the same whatever tier serves it, and another for each parameter and each time that it is asked', () => {
    const key = keyOf(asked);
    expect(keyOf({ ...asked, request: { ...request, serviceTier: 'flex' } })).toBe(key);
    expect(keyOf({ ...asked, repeat: 1 })).toBe(key);
    const others = [
      keyOf({ ...asked, repeat: 2 }),
      keyOf({ ...asked, repeat: 3 }),
      keyOf({ ...asked, request: { ...request, reasoningEffort: 'low' } }),
      keyOf({ ...asked, request: { ...request, extra: { top_k: 1 } } }),
      keyOf({ ...asked, request: { ...request, verbosity: 'low' } }),
    ];
    expect(new Set([key, ...others]).size).toBe(6);
  });
});
