import { describe, expect, it } from '@jest/globals';
import { askLive } from '../../activities/ask-live.ts';
import { raterRespondent } from '../../asking/rater.ts';
import type { Told } from '../../asking/respondent.ts';
import type { ChatReply, ChatRequest } from '../../domain/answering/chat.ts';
import type { RatingOutcome } from '../../domain/grading/rating.ts';
import { ProviderError } from '../../providers/port.ts';
import { imageNamed } from '../fakes/rows.ts';

const rater = {
  model: 'judge-1',
  provider: 'openai',
  parameters: {},
  schema: { name: 'rating', schema: {} },
  itemOf: () => undefined,
  messagesOf: () => [{ role: 'user' as const, content: 'Rate it.' }],
  read: (text: string) => (text === 'good' ? { label: 'good', reason: '' } : undefined),
};
const respondent = raterRespondent(rater, {});
const item = { id: 'i', question: 'q', targets: ['t'], answer: 'a', images: [imageNamed('own')] };
const stop = { aborted: false, signal: new AbortController().signal };
const usage = { promptTokens: 10, completionTokens: 1 };

/** Asks with these replies, one a call; gives what was told and the requests that were made. */
async function ask(
  replies: (Partial<ChatReply> | Error)[],
  known: ReadonlyMap<string, Told<RatingOutcome>> = new Map(),
  unread = 0,
) {
  const requests: ChatRequest[] = [];
  const chat = async (request: () => Promise<ChatRequest>) => {
    requests.push(await request());
    const reply = replies.shift();
    if (reply === undefined) throw new Error('asked too often');
    if (reply instanceof Error) throw reply;
    return { reply: { text: '', finish: 'stop' as const, ...reply }, attempts: 2, unread };
  };
  const imageUrls = async (images: readonly { sha256: string }[]) =>
    new Map(images.map(({ sha256 }) => [sha256, Buffer.from('data:,')]));
  const told = await askLive(
    {
      respondent,
      connect: () => ({ chat, pausing: undefined, batches: async () => undefined }),
      imageUrls,
      known: async () => known,
    },
    item,
    stop,
  );
  return { told, requests };
}

describe('askLive', () => {
  it('makes the request with its images, and keeps who answered and what it took', async () => {
    const { told, requests } = await ask([
      { text: 'good', model: 'judge-1b', usage, requestId: 'r', fingerprint: 'f' },
    ]);
    expect(requests).toHaveLength(1);
    expect(requests[0]?.imageUrls).toEqual(new Map([['own', Buffer.from('data:,')]]));
    expect(told).toMatchObject({ outcome: 'rated', label: 'good', model: 'judge-1b' });
    expect(told.call).toMatchObject({ attempts: 2, usage, requestId: 'r', fingerprint: 'f' });
    expect(told.call.at).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(told).not.toHaveProperty('mayChange');
  });

  it('asks again while the reply cannot be read, a bounded number of times, and adds up what that took', async () => {
    const { told } = await ask([{ text: 'hm', usage }, { text: 'hm' }, { text: 'good', usage }]);
    expect(told).toMatchObject({ outcome: 'rated' });
    expect(told.call).toMatchObject({ attempts: 6, uncounted: 1, usage: { promptTokens: 20, completionTokens: 2 } });
    expect((await ask([{ text: 'a' }, { text: 'b' }, { text: 'c' }])).told).toMatchObject({ outcome: 'failed' });
  });

  it('counts calls that were served and could not be read as calls of unknown tokens', async () => {
    const { told } = await ask([{ text: 'good', usage }], new Map(), 1);
    expect(told.call).toMatchObject({ attempts: 2, uncounted: 1, usage });
  });

  it('asks no second time after a problem of this item alone', async () => {
    const { told, requests } = await ask([new ProviderError({ action: 'failed', code: '400', message: 'HTTP 400' })]);
    expect(requests).toHaveLength(1);
    expect(told).toMatchObject({ outcome: 'failed', code: '400', reason: 'HTTP 400', call: { attempts: 1 } });
  });

  it('counts the attempts that it took until a request was given up', async () => {
    const failed = { action: 'failed', code: 'unreadable', message: 'unreadable response, again and again' } as const;
    const { told } = await ask([{ text: 'hm', usage }, new ProviderError(failed, { attempts: 3, unread: 3 })]);
    expect(told).toMatchObject({ outcome: 'failed', call: { attempts: 5, usage, uncounted: 3 } });
  });

  it('throws a problem that others would meet too, and errors that are our own', async () => {
    const blocked = new ProviderError({ action: 'blocked', code: '401', message: 'HTTP 401' });
    await expect(ask([blocked])).rejects.toMatchObject({ type: 'Blocked' });
    await expect(ask([new TypeError('ours')])).rejects.toThrow('ours');
  });

  it('asks nobody what an earlier run was told to the very same question', async () => {
    const { told } = await ask([{ text: 'good' }]);
    const key = told.call.key ?? '';
    const earlier = { ...told, call: { attempts: 0, milliseconds: 0, reusedFrom: 'run-1' } };
    const again = await ask([], new Map([[key, earlier]]));
    expect(again.requests).toEqual([]);
    expect(again.told).toEqual(earlier);
  });
});
