import { describe, expect, it } from '@jest/globals';
import type { Problem } from '../../domain/problem.ts';
import { createPatientProvider, Stopped } from '../../providers/patience.ts';
import { type ChatReply, type ChatRequest, type ModelProvider, ProviderError } from '../../providers/port.ts';
import { createThrottle } from '../../providers/throttle.ts';
import { never } from '../fakes/never.ts';

const patience = { firstWait: 1, longestWait: 2, strikes: 3 };
const reply: ChatReply = { text: 'yes', finish: 'stop', model: 'm' };

const request = (model: string) => async (): Promise<ChatRequest> => ({
  model,
  messages: [],
  imageUrls: new Map(),
  temperature: 0,
  maxTokens: 1,
});

const problem = (action: Problem['action'], code: string) =>
  new ProviderError({ action, code, message: `HTTP ${code}`, waitMilliseconds: 1 });

/** A provider whose models each have a list of what happens, one a call; then it answers. */
function scripted(script: Record<string, Error[]>) {
  const asked: string[] = [];
  const chat = async ({ model }: ChatRequest) => {
    asked.push(model);
    const error = script[model]?.shift();
    if (error) throw error;
    return reply;
  };
  const refuse = () => Promise.reject(new Error('not asked for'));
  const provider: ModelProvider = {
    chat,
    retrieveModel: refuse,
    findFile: refuse,
    uploadFile: refuse,
    findJobs: refuse,
    createJob: refuse,
    retrieveJob: refuse,
    cancelJob: refuse,
    jobEvents: refuse,
  };
  return { patient: createPatientProvider(provider, createThrottle(4), patience), asked };
}

describe('createPatientProvider', () => {
  it('repeats what may pass, and says how often it asked', async () => {
    const { patient } = scripted({ m: [problem('retry', '500'), problem('throttled', '429')] });
    expect(await patient.chat(request('m'), never)).toEqual({ reply, attempts: 3 });
  });

  it.each(['blocked', 'refused', 'failed', 'missing'] as const)('does not repeat what is %s', async (action) => {
    const { patient, asked } = scripted({ m: [problem(action, 'x')] });
    await expect(patient.chat(request('m'), never)).rejects.toMatchObject({ problem: { action } });
    expect(asked).toHaveLength(1);
  });

  it('gives up on a request that fails while others are served', async () => {
    const { patient } = scripted({ bad: Array.from({ length: 99 }, () => problem('retry', '500')) });
    const bad = patient.chat(request('bad'), never);
    const others = (async () => {
      for (let time = 0; time < 50; time++) await patient.chat(request('good'), never);
    })();
    await expect(bad).rejects.toMatchObject({
      problem: { action: 'failed', message: 'HTTP 500, again and again' },
    });
    await others;
  });

  it('waits out lost connections however many there are', async () => {
    const { patient } = scripted({ m: Array.from({ length: 20 }, () => problem('retry', 'connection')) });
    expect(await patient.chat(request('m'), never)).toMatchObject({ attempts: 21 });
  });

  it('begins no call once it is told to stop', async () => {
    const { patient, asked } = scripted({});
    await expect(patient.chat(request('m'), { ...never, aborted: true })).rejects.toThrow(Stopped);
    expect(asked).toEqual([]);
  });
});
