import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { RunSpecInput } from '../../domain/spec/run-spec.ts';
import type { Fault } from '../../packages/sandbox/faults/fault.ts';
import { type Provider, ProviderError } from '../../providers/port.ts';
import { readProbes } from '../../runs/probes.ts';
import { ArtifactError, type ArtifactStore } from '../../storage/artifact-store.ts';
import { childIdOf, resumeUpdate } from '../../workflows/contract.ts';
import {
  type FaultyRuns,
  faultyRuns,
  type Handle,
  patience,
  rows,
  sandboxJudge,
  faultySpec as spec,
  until,
} from './faulty-runs.ts';
import { type FaultySandbox, startFaultySandbox } from './faulty-sandbox.ts';
import { type Harness, startHarness } from './harness.ts';

let harness: Harness;
let sandbox: FaultySandbox;
let runs: FaultyRuns;
beforeAll(async () => {
  [harness, sandbox] = await Promise.all([startHarness(), startFaultySandbox()]);
  runs = faultyRuns(harness, sandbox);
});
afterAll(() => Promise.all([harness.close(), sandbox.close()]));
beforeEach(() => sandbox.reset());

const judged: RunSpecInput = {
  ...spec,
  judge: sandboxJudge,
};
const titles = { path: '/chat/completions', model: 'echo-0', contains: 'the title of this book' };
const status = (status: number, code: string, more: object = {}) =>
  ({ kind: 'status', status, code, ...more }) as Fault;
const chats = () => sandbox.served('POST /chat/completions', 'echo-0');

describe('what befalls one sample', () => {
  const tooLarge = 'Request too large for echo-0 on tokens per min (TPM): Limit 30000, Requested 31000.';

  it.each<[string, Fault, object]>([
    ['400 content policy', status(400, 'content_policy_violation'), { outcome: 'refused', by: 'content-filter' }],
    ['400 bad image', status(400, 'invalid_image_format'), failed('HTTP 400, code invalid_image_format')],
    ['429 request too large', status(429, 'tokens', { message: tooLarge }), failed('HTTP 429, code tokens')],
    ['a refusal', { kind: 'refusal', text: 'No.' }, { outcome: 'refused', by: 'model', text: 'No.' }],
    ['an answer held back', { kind: 'content-filter' }, { outcome: 'refused', by: 'content-filter' }],
    ['an answer cut by length', { kind: 'length' }, { outcome: 'answered', cutByLength: true }],
    [
      '500 again and again',
      status(500, 'server_error'),
      failed('HTTP 500, code server_error, type server_error, again and again'),
    ],
    ['a connection cut again and again', { kind: 'cut' }, failed('again and again')],
  ])(
    'is recorded as what it is, and the run goes on: %s',
    async (_, fault, expected) => {
      await sandbox.inflict(fault, titles);
      const { runId, outcome } = await runs.endOf(spec);
      const answers = await runs.answersOf(runId);
      expect(outcome).toBe('done');
      expect(answers).toHaveLength(rows);
      const others = answers.filter((answer) => answer.outcome === 'answered' && !answer.cutByLength);
      expect(others).toHaveLength(rows - 3);
      for (const answer of answers) if (!others.includes(answer)) expect(answer).toMatchObject(expected);
    },
    30_000,
  );

  it('makes the run incomplete when it befalls more than the limit', async () => {
    await sandbox.inflict(status(400, 'invalid_image_format'), titles);
    const { outcome } = await runs.endOf({ ...spec, limits: { reuseAnswers: false, failedSamples: 0.1 } });
    expect(outcome).toBe('incomplete');
  });
});

describe('a sample that is bad and the last one', () => {
  it('ends failed, since the provider answers others', async () => {
    await sandbox.inflict(status(500, 'server_error'), titles);
    const { runId, outcome } = await runs.endOf({ ...spec, data: { ...spec.data, take: { train: 3, test: 1 } } });
    expect(outcome).toBe('done');
    const outcomes = (await runs.answersOf(runId)).map((answer) => answer.outcome);
    expect(outcomes.toSorted()).toEqual([...Array(4).fill('answered'), 'failed']);
  });
});

function failed(reason: string) {
  return { outcome: 'failed', reason: expect.stringContaining(reason) };
}

describe('an outage', () => {
  it('is waited out, however many calls it takes, and no sample fails of it', async () => {
    await sandbox.inflict(status(503, 'server_is_overloaded'), { path: '/chat/completions', times: 30 });
    const { runId, outcome } = await runs.endOf(spec);
    expect(outcome).toBe('done');
    expect((await runs.answersOf(runId)).map((answer) => answer.outcome)).toEqual(Array(rows).fill('answered'));
  });

  it('at the very end of a run fails no sample, though nobody else shows that the provider lives', async () => {
    await sandbox.inflict(status(503, 'server_is_overloaded'), {
      path: '/chat/completions',
      after: rows - 1,
      times: 40,
    });
    const { runId, outcome } = await runs.endOf(spec, { shardRows: 1, shardsInFlight: 1 });
    expect(outcome).toBe('done');
    expect((await runs.answersOf(runId)).map((answer) => answer.outcome)).toEqual(Array(rows).fill('answered'));
    expect(await chats()).toBeLessThanOrEqual(rows + 1);
  });

  it('that lasts is told by the stage, which begins again and asks only for what is missing', async () => {
    await sandbox.inflict(status(503, 'server_is_overloaded'), { path: '/chat/completions', after: 5 });
    await runs.withWorker(
      async () => {
        const handle = await runs.start(spec, { shardRows: rows });
        expect(await firstFailureOf(handle)).toContain('HTTP 503, code server_is_overloaded');
        await sandbox.heal();
        expect(await handle.result()).toMatchObject({ outcome: 'done' });
        const answers = await runs.answersOf(handle.workflowId);
        expect(answers.map((answer) => answer.outcome)).toEqual(Array(rows).fill('answered'));
      },
      { patience: { ...patience, outage: 200 } },
    );
    expect(await chats()).toBeLessThanOrEqual(rows + 1);
  });

  it('of the judge loses no answer: ratings wait for it', async () => {
    // Its first call is the probe of preflight.
    await sandbox.inflict({ kind: 'cut' }, { path: '/chat/completions', model: 'sandbox-judge', after: 1 });
    const { runId, outcome } = await runs.withWorker(async () => {
      const handle = await runs.start(judged);
      await until(handle, ({ stage }) => stage === 'judging');
      expect(await runs.answersOf(handle.workflowId)).toHaveLength(rows);
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(await runs.ratingsOf(handle.workflowId)).toEqual([]);
      await sandbox.heal();
      return { ...(await handle.result()), runId: handle.workflowId };
    });
    expect(outcome).toBe('done');
    expect((await runs.ratingsOf(runId)).every((rating) => rating.outcome === 'rated')).toBe(true);
    expect(await chats()).toBe(rows);
  });
});

/** Waits until a shard is repeated, and tells why. */
async function firstFailureOf({ workflowId }: Handle): Promise<string> {
  const child = harness.client.workflow.getHandle(childIdOf.candidate(workflowId, 'echo'));
  for (;;) {
    const pending = await child.describe().then(
      ({ raw }) => raw.pendingActivities ?? [],
      () => [],
    );
    const failure = pending.find(({ lastFailure }) => lastFailure)?.lastFailure;
    if (failure) return failure.message ?? '';
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('a reply of the judge that cannot be read', () => {
  const spoil: Fault = { kind: 'wrong-schema', content: '{"rating":"Perfect"}' };
  const judge = { path: '/chat/completions', model: 'sandbox-judge' };

  it('is asked for again', async () => {
    await sandbox.inflict(spoil, { ...judge, times: 2 });
    const { runId } = await runs.endOf(judged);
    expect((await runs.ratingsOf(runId)).every((rating) => rating.outcome === 'rated')).toBe(true);
  });

  it('is missing in the end, and asked for a bounded number of times', async () => {
    await sandbox.inflict(spoil, judge);
    const { runId } = await runs.endOf(judged);
    const ratings = await runs.ratingsOf(runId);
    expect(ratings[0]).toMatchObject(failed('reply is not a rating'));
    const probes = (await readProbes(harness.store, runId)).filter(({ who }) => who === 'the judge');
    expect(await sandbox.served('POST /chat/completions', 'sandbox-judge')).toBe(3 * ratings.length + probes.length);
  });
});

describe('what a person can mend', () => {
  it.each<[string, Fault]>([
    ['a spent quota', status(429, 'insufficient_quota')],
    ['a revoked key', status(401, 'invalid_api_key')],
    ['a lost permission', status(403, 'unsupported_country')],
  ])(
    'ends the run before anything is paid: %s',
    async (_, fault) => {
      await sandbox.inflict(fault, { path: '/models/*' });
      expect(await runs.failureOf(spec)).toMatchObject({
        type: 'CannotStart',
        message: expect.stringMatching(/does not let us in: .*Nothing was paid/),
      });
      expect(await sandbox.served('POST /files')).toBe(0);
    },
    30_000,
  );

  it.each<[string, Fault]>([
    ['a spent quota', status(429, 'insufficient_quota')],
    ['a revoked key', status(401, 'invalid_api_key')],
    ['a lost permission', status(403, 'unsupported_country')],
  ])(
    'blocks a run that has begun to ask, which goes on where it was: %s',
    async (_, fault) => {
      await sandbox.inflict(fault, { path: '/chat/completions', after: 5 });
      await runs.withWorker(async () => {
        const handle = await runs.start(spec);
        const { blocked } = await until(handle, (progress) => progress.blocked !== undefined);
        expect(blocked).toContain((fault as { code: string }).code);
        await sandbox.heal();
        await handle.executeUpdate(resumeUpdate);
        expect(await handle.result()).toMatchObject({ outcome: 'done' });
      });
      expect(await chats()).toBe(rows);
    },
    30_000,
  );

  it.each<[string, number, boolean]>([
    ['goes on by itself', 1500, false],
    ['goes on at once when it is told to', 3_600_000, true],
  ])(
    'may be a pause that the provider asks for, with an end; the run %s',
    async (_, wait, isTold) => {
      let pauseEnds: number | undefined;
      const pausing: Provider = {
        ...sandbox.provider,
        chat: async (request) => {
          pauseEnds ??= Date.now() + wait;
          if (pauseEnds > Date.now() && !isResumed) {
            throw new ProviderError({ action: 'blocked', code: '429', message: 'HTTP 429', until: pauseEnds });
          }
          return sandbox.provider.chat(request);
        },
      };
      let isResumed = false;
      await harness.withWorker(
        pausing,
        async () => {
          const handle = await runs.start(spec);
          const { blocked, until: end } = await until(handle, (progress) => progress.blocked !== undefined);
          expect(blocked).toBe('HTTP 429');
          expect(Date.parse(end ?? '')).toBeGreaterThan(Date.now() - 5000);
          isResumed = isTold;
          if (isTold) await handle.executeUpdate(resumeUpdate);
          expect(await handle.result()).toMatchObject({ outcome: 'done' });
        },
        { patience },
      );
    },
    60_000,
  );

  it('is a full disk, too: the run goes on once there is room', async () => {
    const disk = { isFull: true };
    await runs.withWorker(
      async () => {
        const handle = await runs.start(spec);
        const { blocked } = await until(handle, (progress) => progress.blocked !== undefined);
        expect(blocked).toMatch(/answers\/echo\/00000\d.jsonl cannot be written: the disk is full/);
        disk.isFull = false;
        await handle.executeUpdate(resumeUpdate);
        expect(await handle.result()).toMatchObject({ outcome: 'done' });
        expect(await runs.answersOf(handle.workflowId)).toHaveLength(rows);
      },
      { store: fillingUp(harness.store, disk) },
    );
  });
});

/** Has no room for the fourth answer of a shard, nor for any after it. */
function fillingUp(store: ArtifactStore, disk: { isFull: boolean }): ArtifactStore {
  const full = (key: string) => new ArtifactError('unwritable', `${key} cannot be written: the disk is full`);
  return {
    ...store,
    async openSegment(key) {
      const segment = await store.openSegment(key);
      let lines = 0;
      return {
        ...segment,
        append: async (record) => {
          lines += 1;
          if (disk.isFull && lines > 3) throw full(key);
          await segment.append(record);
        },
      };
    },
  };
}

describe('a model nobody knows', () => {
  it('ends the run with the reason when it is gone in the middle', async () => {
    await sandbox.inflict(status(404, 'model_not_found'), { path: '/chat/completions', after: 5 });
    expect(await runs.failureOf(spec)).toMatchObject({
      type: 'ModelMissing',
      message: expect.stringContaining('model "echo-0" is not served: HTTP 404, code model_not_found'),
    });
  });

  it('ends the run before anything is paid when it was never there', async () => {
    expect(await runs.failureOf({ ...spec, candidates: { echo: { model: 'no-such-model' } } })).toMatchObject({
      type: 'CannotStart',
      message: expect.stringContaining('does not serve model "no-such-model"'),
    });
  });
});
