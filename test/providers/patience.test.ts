import { describe, expect, it } from '@jest/globals';
import type { ChatReply, ChatRequest } from '../../domain/answering/chat.ts';
import type { Problem } from '../../domain/answering/problem.ts';
import { createPatientProvider } from '../../providers/patience.ts';
import { ProviderError } from '../../providers/port.ts';
import { Stopped } from '../../providers/stop.ts';
import { createThrottle } from '../../providers/throttle.ts';
import { never } from '../fakes/never.ts';

const patience = { firstWait: 1, longestWait: 2, failures: 2, strikes: 3, readings: 3, outage: 60_000 };
const reply: ChatReply = { text: 'yes', finish: 'stop', model: 'm' };

const request = (content: string) => async (): Promise<ChatRequest> => ({
  model: 'm',
  messages: [{ role: 'user', content }],
  imageUrls: new Map(),
  temperature: 0,
  maxTokens: 1,
});

const problem = (action: Problem['action'], code: string) =>
  new ProviderError({ action, code, message: `HTTP ${code}`, waitMilliseconds: 1 });

/** A provider that fails or not, by what it is asked and how many calls there were before. */
function providerThat(fails: (content: string, calls: number) => Error | undefined, own = patience) {
  const asked: string[] = [];
  const chat = async ({ messages }: ChatRequest) => {
    const content = String(messages[0]?.content);
    const error = fails(content, asked.length);
    asked.push(content);
    if (error) throw error;
    return reply;
  };
  return { patient: createPatientProvider({ chat }, createThrottle(4, { first: 1, longest: 60_000 }), own), asked };
}

const givenUp = (message: string) => ({ problem: { action: 'failed', message: `${message}, again and again` } });

describe('createPatientProvider', () => {
  it('repeats what may pass, and says how often it asked', async () => {
    const passing = [problem('retry', '500'), problem('throttled', '429')];
    const { patient, asked } = providerThat((_, calls) => passing[calls]);
    expect(await patient.chat(request('a'), never)).toEqual({ reply, attempts: 3, unread: 0 });
    expect(asked).toEqual(['a', 'a', 'a']);
  });

  it.each([
    ['what no repetition mends', ['500', '429'], { action: 'failed', code: '400' }, 3],
    ['a reply that cannot be read', ['500'], { action: 'retry', code: 'unreadable', status: 200 }, 4],
    ['a request that alone is bad', [], { action: 'retry', code: '500' }, patience.failures + patience.strikes],
    ['one that a word tells from an outage', ['500'], { action: 'blocked', otherwise: 'failed', code: '403' }, 2],
  ] as const)('says of %s how often it asked', async (_, before, last, attempts) => {
    let calls = 0;
    const { patient } = providerThat((content) => {
      if (content !== 'bad') return undefined;
      const code = before[calls++];
      if (code) return problem(code === '429' ? 'throttled' : 'retry', code);
      return new ProviderError({ message: 'bad', waitMilliseconds: 1, ...last });
    });
    await expect(patient.chat(request('bad'), never)).rejects.toMatchObject({ attempts });
  });

  it.each(['blocked', 'refused', 'failed', 'missing'] as const)('does not repeat what is %s', async (action) => {
    const { patient, asked } = providerThat(() => problem(action, 'x'));
    await expect(patient.chat(request('a'), never)).rejects.toMatchObject({ problem: { action } });
    expect(asked).toHaveLength(1);
  });

  it.each(['500', 'timeout', 'connection'])(
    'gives up on a request that alone meets with %s again and again while a word is answered',
    async (code) => {
      const { patient, asked } = providerThat((content) => (content === 'bad' ? problem('retry', code) : undefined));
      await expect(patient.chat(request('bad'), never)).rejects.toMatchObject(givenUp(`HTTP ${code}`));
      expect(asked.filter((content) => content === 'bad')).toHaveLength(patience.failures + patience.strikes);
      expect(asked.filter((content) => content !== 'bad')).toHaveLength(patience.strikes);
    },
  );

  it('gives up on a request when its provider turns even a word down, which is an answer', async () => {
    const { patient } = providerThat((content) => problem(content === 'bad' ? 'retry' : 'failed', '500'));
    await expect(patient.chat(request('bad'), never)).rejects.toMatchObject(givenUp('HTTP 500'));
  });

  it.each(['500', 'timeout', 'connection'])(
    'waits out an outage at the tail, when nobody else asks: %s',
    async (code) => {
      const { patient } = providerThat((_, calls) => (calls < 40 ? problem('retry', code) : undefined));
      expect(await patient.chat(request('last'), never)).toMatchObject({ reply });
    },
  );

  it('waits out a provider that answers every other word', async () => {
    const words: string[] = [];
    const { patient } = providerThat((content, calls) => {
      if (content === 'a') return calls < 60 ? problem('retry', '500') : undefined;
      return words.push(content) % 2 === 0 ? problem('retry', '500') : undefined;
    });
    expect(await patient.chat(request('a'), never)).toMatchObject({ reply });
    expect(words.length).toBeGreaterThan(patience.strikes);
  });

  it('asks one word for all that wonder at the same time', async () => {
    const { patient, asked } = providerThat((_, calls) => (calls < 30 ? problem('retry', '500') : undefined));
    const names = ['a', 'b', 'c', 'd'];
    await Promise.all(names.map((name) => patient.chat(request(name), never)));
    const words = asked.filter((content) => !names.includes(content));
    expect(words.length).toBeGreaterThan(0);
    expect(words.length).toBeLessThan(asked.length / 3);
  });

  it('lets an outage that lasts go up as what it is, and never as the fault of a request', async () => {
    const { patient } = providerThat(() => problem('retry', '503'), { ...patience, outage: 50 });
    await expect(patient.chat(request('a'), never)).rejects.toMatchObject({ problem: { action: 'retry' } });
  });

  it('asks three times for a reply that can be read, and takes it for no outage', async () => {
    const unreadable = new ProviderError({ action: 'retry', code: 'unreadable', status: 200, message: 'unreadable' });
    const { patient, asked } = providerThat((content) => (content === 'bad' ? unreadable : undefined));
    await expect(patient.chat(request('bad'), never)).rejects.toMatchObject({
      ...givenUp('unreadable'),
      attempts: 3,
      unread: 3,
    });
    expect(asked).toEqual(['bad', 'bad', 'bad']);
    expect(patient.pausing).toBeUndefined();
  });

  it('says how many replies could not be read before one could', async () => {
    const unreadable = new ProviderError({ action: 'retry', code: 'unreadable', status: 200, message: 'unreadable' });
    const { patient } = providerThat((_, calls) => (calls < 2 ? unreadable : undefined));
    expect(await patient.chat(request('a'), never)).toEqual({ reply, attempts: 3, unread: 2 });
  });

  it.each(['refused', 'failed'] as const)(
    'takes what only one input meets with for its own fault: %s',
    async (action) => {
      const forbidden = { action: 'blocked', otherwise: action, code: '403', message: 'HTTP 403' } as const;
      const { patient } = providerThat((content) => (content === 'bad' ? new ProviderError(forbidden) : undefined));
      await expect(patient.chat(request('bad'), never)).rejects.toMatchObject({ problem: { action, code: '403' } });
    },
  );

  it.each([
    ['served afterwards, for the fault of that input', undefined, 'failed'],
    ['refused afterwards, for the key', 'forbidden', 'blocked'],
  ])('takes what meets an input while the word is rate-limited, and is %s', async (_, then, action) => {
    const forbidden = new ProviderError({ action: 'blocked', otherwise: 'failed', code: '403', message: 'HTTP 403' });
    let limited = 2;
    const { patient, asked } = providerThat((content) => {
      if (content === 'bad') return forbidden;
      if (limited-- > 0) return problem('throttled', '429');
      return then === undefined ? undefined : forbidden;
    });
    await expect(patient.chat(request('bad'), never)).rejects.toMatchObject({ problem: { action, code: '403' } });
    expect(asked.filter((content) => content !== 'bad')).toHaveLength(3);
  });

  it('is blocked until its end by a pause that is too long to wait for a word', async () => {
    const forbidden = { action: 'blocked', otherwise: 'failed', code: '403', message: 'HTTP 403' } as const;
    const busy = { action: 'throttled', code: '429', message: 'HTTP 429', waitMilliseconds: 3_600_000 } as const;
    const { patient } = providerThat((content) => new ProviderError(content === 'bad' ? forbidden : busy));
    const asking = patient.chat(request('bad'), never);
    await expect(asking).rejects.toMatchObject({
      problem: { action: 'blocked', code: '429', until: expect.any(Number) },
    });
  });

  it('is blocked by what every input meets with', async () => {
    const forbidden = { action: 'blocked', otherwise: 'failed', code: '403', message: 'HTTP 403' } as const;
    const { patient } = providerThat(() => new ProviderError(forbidden));
    await expect(patient.chat(request('a'), never)).rejects.toMatchObject({ problem: { action: 'blocked' } });
  });

  it.each(['500', '429'])('ends its waiting once it is told to stop: %s', async (code) => {
    const stop = new AbortController();
    const passing = problem(code === '429' ? 'throttled' : 'retry', code);
    const slow = { action: passing.problem.action, code, message: `HTTP ${code}`, waitMilliseconds: 50_000 };
    const { patient, asked } = providerThat(() => new ProviderError(slow));
    const waiting = patient.chat(request('a'), { signal: stop.signal, aborted: false });
    const others = patient.chat(request('b'), { signal: stop.signal, aborted: false });
    while (!patient.pausing) await new Promise((resolve) => setImmediate(resolve));
    expect(patient.pausing).toMatchObject({ reason: `HTTP ${code}` });
    stop.abort();
    await expect(waiting).rejects.toThrow(Stopped);
    await expect(others).rejects.toThrow(Stopped);
    expect(asked.length).toBeLessThanOrEqual(2);
  });

  it('begins no call once it is told to stop', async () => {
    const { patient, asked } = providerThat(() => undefined);
    await expect(patient.chat(request('a'), { ...never, aborted: true })).rejects.toThrow(Stopped);
    expect(asked).toEqual([]);
  });
});
