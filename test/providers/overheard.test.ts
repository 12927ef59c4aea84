import { describe, expect, it } from '@jest/globals';
import type { ChatReply, ChatRequest } from '../../domain/answering/chat.ts';
import { type HeardCall, overheard } from '../../providers/overheard.ts';
import { type Provider, ProviderError } from '../../providers/port.ts';

const request = {} as ChatRequest;
const throttle = { limit: 16 };

function providerThat(chat: () => Promise<ChatReply>): { provider: Provider; heard: HeardCall[] } {
  const heard: HeardCall[] = [];
  const models = { retrieveModel: async () => ({ id: 'm' }), lookUpModel: async () => 'served' as const };
  return { heard, provider: overheard({ ...models, chat }, 'mine', throttle, (call) => heard.push(call)) };
}

describe('a provider that is overheard', () => {
  it('tells how a call ended, its tokens, and what the throttle allows then', async () => {
    const usage = { promptTokens: 7, completionTokens: 2 };
    const { provider, heard } = providerThat(async () => ({ text: 'yes', finish: 'stop', usage }));
    expect((await provider.chat(request)).text).toBe('yes');
    expect(heard).toEqual([{ provider: 'mine', outcome: 'answered', usage, limit: 16, seconds: expect.any(Number) }]);
  });

  it('tells what a problem asks for, and lets it pass', async () => {
    const error = new ProviderError({ action: 'throttled', message: 'HTTP 429', code: '429' });
    const { provider, heard } = providerThat(() => Promise.reject(error));
    await expect(provider.chat(request)).rejects.toBe(error);
    expect(heard.map(({ outcome }) => outcome)).toEqual(['throttled']);
  });

  it('keeps what else it can do', async () => {
    const { provider, heard } = providerThat(() => Promise.reject(new Error('unused')));
    expect(await provider.lookUpModel('m')).toBe('served');
    expect(provider.trainer).toBeUndefined();
    expect(heard).toEqual([]);
  });
});
