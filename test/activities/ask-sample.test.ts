import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { type Asker, askSample } from '../../activities/ask-sample.ts';
import { defaultSettings } from '../../domain/plan.ts';
import type { RunInput } from '../../domain/run.ts';
import { ProviderError } from '../../providers/port.ts';
import { sampleOf, specOf } from '../fakes/samples.ts';

const spec = specOf();
const asker = {
  run: { settings: { ...defaultSettings, newModelWait: 1000 } } as RunInput,
  spec,
  candidate: { ...spec.candidates['tuned'], model: 'tuned' },
  model: 'ft:1',
  dataset: { examples: [] },
  connect: () => ({
    chat: () => Promise.reject(new ProviderError({ action: 'missing', code: 'model_not_found', message: 'HTTP 404' })),
  }),
  known: new Map(),
} as unknown as Asker;

const stop = { aborted: false, signal: new AbortController().signal };
const ask = (scheduledAgo: number) =>
  new MockActivityEnvironment(
    { scheduledTimestampMs: 5000 - scheduledAgo, currentAttemptScheduledTimestampMs: 5000 },
    { logger: new DefaultLogger('ERROR') },
  ).run(() => askSample(asker, { sample: sampleOf(1), repeat: 1 }, stop));

afterEach(() => void jest.restoreAllMocks());

describe('a model just tuned', () => {
  it.each([-3_600_000, 0, 3_600_000])(
    'is waited for by the clock of the server, the own being %d ms off',
    async (skew) => {
      jest.spyOn(Date, 'now').mockReturnValue(5000 + skew);
      await expect(ask(999)).rejects.toMatchObject({ type: 'ModelMissing', nonRetryable: false });
      await expect(ask(1000)).rejects.toMatchObject({ type: 'ModelMissing', nonRetryable: true });
    },
  );
});
