import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { answerActivities } from '../../activities/answer.ts';
import { judgeActivities } from '../../activities/judge.ts';
import { retryOf } from '../../client/starting/retry-run.ts';
import type { Answer } from '../../domain/answering/answer.ts';
import type { ChatReply } from '../../domain/answering/chat.ts';
import type { Problem } from '../../domain/answering/problem.ts';
import type { Rating } from '../../domain/grading/rating.ts';
import type { ArtifactRef } from '../../domain/run/artifact.ts';
import type { AnswerManifest, CandidateResult, RatingManifest, RetryStage, RunInput } from '../../domain/run/run.ts';
import { createPatientProvider } from '../../providers/patience.ts';
import { ProviderError } from '../../providers/port.ts';
import { createThrottle } from '../../providers/throttle.ts';
import { readJson } from '../../runs/json.ts';
import { openRuns } from '../../runs/open-runs.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { quietEnvironment } from '../fakes/environment.ts';
import { createFakeProvider, type FakeProvider } from '../fakes/fake-provider.ts';
import { registryOf } from '../fakes/registry.ts';
import { judgeOfTwo, sampleOf, specOf } from '../fakes/samples.ts';
import { storeRun } from '../fakes/stored-run.ts';

let folder: string;
let store: ArtifactStore;
let fake: FakeProvider;
let first: RunInput;
let dataset: ArtifactRef;

const candidate = { name: 'base', model: 'base-model', provider: 'sandbox', folder: 'base' };
const samples = ['fine', 'unpaid', 'bad', 'refused'].map((question, row) => sampleOf(row, { question }));
const problems: Record<string, Partial<Problem>> = {
  unpaid: { action: 'failed', status: 402, code: '402', message: 'HTTP 402' },
  bad: { action: 'failed', status: 400, code: 'bad_image', message: 'HTTP 400, code bad_image' },
  refused: { action: 'refused', status: 400, code: 'content_filter', message: 'HTTP 400, code content_filter' },
};

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempera-retry-'));
  store = openRuns(folder);
  const spec = specOf({
    candidates: { base: { model: 'base-model', images: false } },
    verdict: undefined,
    judge: { ...judgeOfTwo, model: 'judge-model' },
  });
  const stored = await storeRun(store, { spec, samples, answers: {} });
  [first, dataset] = [stored.run, stored.dataset];
  fake = createFakeProvider();
});
afterEach(() => rm(folder, { recursive: true }));

/** The word that a request is about. */
const wordIn = (text: string) => ['fine', 'unpaid', 'bad', 'refused'].find((word) => text.includes(word)) ?? '';

/** Lets the provider answer all but what these problems hit; gives the words that it was asked about. */
function answering(hit: Record<string, Partial<Problem>>): string[] {
  const asked: string[] = [];
  fake.answer = async ({ messages }): Promise<{ text: string } & Partial<ChatReply>> => {
    const word = wordIn(JSON.stringify(messages.at(-1)?.content));
    asked.push(word);
    const problem = hit[word];
    if (problem) throw new ProviderError({ action: 'failed', code: '', message: '', ...problem });
    return { text: `an answer to ${word}` };
  };
  return asked;
}

const providers = () =>
  registryOf({ direct: fake, patient: createPatientProvider(fake, createThrottle(4)) } as Parameters<
    typeof registryOf
  >[0]);
const within = <T>(activity: () => Promise<T>): Promise<T> => quietEnvironment().run(async () => activity());

/** Asks the two shards of the run. */
async function ask(run: RunInput, shards = [0, 1]): Promise<void> {
  const { answerShard } = answerActivities({ store, providers: providers() });
  for (const page of shards) {
    await within(() => answerShard({ run, dataset, candidate, shard: { index: page, page, from: 0, to: 2 } }));
  }
}

async function collect(run: RunInput): Promise<CandidateResult> {
  const { collectAnswers } = answerActivities({ store, providers: providers() });
  return within(() => collectAnswers({ run, candidate, shards: 2 }));
}

async function outcomesOf({ manifest }: CandidateResult): Promise<string[]> {
  const { shards } = await readJson<AnswerManifest>(store, manifest);
  const answers: Answer[] = [];
  for (const shard of shards) for await (const answer of store.readLines<Answer>(shard)) answers.push(answer);
  return answers.map(({ outcome }) => outcome);
}

const retry = (run: RunInput, from: RetryStage) => retryOf(run, from);

describe('answerShard', () => {
  it('asks again, on a retry from answering, only what may be mended, and leaves earlier files as they are', async () => {
    answering(problems);
    await ask(first);
    const before = await collect(first);
    expect(await outcomesOf(before)).toEqual(['answered', 'failed', 'failed', 'refused']);

    const asked = answering({});
    const second = retry(first, 'answer');
    await ask(second);
    expect(asked).toEqual(['unpaid']);
    const after = await collect(second);
    expect(await outcomesOf(after)).toEqual(['answered', 'answered', 'failed', 'refused']);
    expect(after.counts).toEqual({ answered: 2, refused: 1, failed: 1 });
    expect(await outcomesOf(before)).toEqual(['answered', 'failed', 'failed', 'refused']);
    expect(after.manifest.key).not.toBe(before.manifest.key);
  });

  it('asks nobody on retries from later stages, which take the answers of the newest collection', async () => {
    answering(problems);
    await ask(first);
    await collect(first);
    answering({});
    const second = retry(first, 'answer');
    await ask(second);
    const after = await collect(second);

    const asked = answering({});
    for (const from of ['judge', 'report'] as const) {
      const later = retry(second, from);
      await ask(later);
      expect(await collect(later)).toEqual(after);
    }
    expect(asked).toEqual([]);
  });

  it('takes no part of a retry that came to no end for a report, and all of it for the next one from answering', async () => {
    answering({ ...problems, fine: { action: 'failed', status: 503, message: 'HTTP 503, again and again' } });
    await ask(first);
    const before = await collect(first);
    answering({});
    const broken = retry(first, 'answer');
    await ask(broken, [0]);

    const asked = answering({});
    const report = retry(broken, 'report');
    await ask(report);
    expect(await collect(report)).toEqual(before);
    const third = retry(report, 'answer');
    await ask(third);
    expect(asked).toEqual([]);
    expect(await outcomesOf(await collect(third))).toEqual(['answered', 'answered', 'failed', 'refused']);
  });

  it('asks again what failed of a shard that was never complete', async () => {
    answering({ unpaid: problems['unpaid'] ?? {}, fine: { action: 'blocked', status: 401, message: 'HTTP 401' } });
    await expect(ask(first, [0])).rejects.toMatchObject({ type: 'Blocked' });
    const asked = answering({});
    await ask(retry(first, 'answer'), [0]);
    expect(asked.sort()).toEqual(['fine', 'unpaid']);
  });
});

describe('answerShard of a run that 0.1.0 has stored', () => {
  it('asks again by what the stored reasons tell, which have neither code nor status', async () => {
    const failed = (reason: string) => ({ outcome: 'failed' as const, reason });
    const base = [
      failed('HTTP 500, type internal_server_error, again and again'),
      failed('HTTP 402, code 402'),
      failed('HTTP 400, code bad_image'),
      { outcome: 'refused' as const, by: 'model' as const, text: 'no' },
    ];
    const spec = specOf({ candidates: { base: { model: 'base-model', images: false } }, verdict: undefined });
    const stored = await storeRun(store, { runId: 'old-1', spec, samples, answers: { base } });
    dataset = stored.dataset;
    const asked = answering({});
    const run = retry(stored.run, 'answer');
    await ask(run);
    expect(asked.sort()).toEqual(['fine', 'unpaid']);
    expect(await outcomesOf(await collect(run))).toEqual(['answered', 'answered', 'failed', 'refused']);
  });
});

describe('judgeShard', () => {
  /** Rates all there is to rate. */
  async function rate(run: RunInput, result: CandidateResult) {
    const { planRatings, judgeShard, collectRatings } = judgeActivities({ store, providers: providers() });
    const items = await within(() => planRatings({ run, dataset, candidates: [result] }));
    await within(() => judgeShard({ run, items, shard: { index: 0, page: 0, from: 0, to: items.rows } }));
    const manifest = await within(() => collectRatings({ run, shards: 1 }));
    const ratings: Rating[] = [];
    for (const shard of (await readJson<RatingManifest>(store, manifest)).shards) {
      for await (const rating of store.readLines<Rating>(shard)) ratings.push(rating);
    }
    return ratings.map(({ outcome }) => outcome);
  }

  /** Lets the judge rate all but what it is not to. */
  function judging(fails: readonly string[]): string[] {
    const asked: string[] = [];
    fake.answer = async ({ messages }) => {
      const word = wordIn(JSON.stringify(messages.at(-1)?.content));
      asked.push(word);
      const label = judgeOfTwo.rubric.labels[0]?.name;
      return { text: fails.includes(word) ? 'no rating' : JSON.stringify({ reason: 'so', label }) };
    };
    return asked;
  }

  it('rates, on a retry from answering, only what is new and what failed before', async () => {
    answering({ unpaid: problems['unpaid'] ?? {} });
    await ask(first);
    const before = await collect(first);
    judging(['bad']);
    expect(await rate(first, before)).toEqual(['rated', 'failed', 'rated']);

    answering({});
    const second = retry(first, 'answer');
    await ask(second);
    const after = await collect(second);
    const asked = judging([]);
    expect(await rate(second, after)).toEqual(['rated', 'rated', 'rated', 'rated']);
    expect(asked.sort()).toEqual(['bad', 'unpaid']);
  });

  it('takes ratings over also when the retry that began to rate came to no end', async () => {
    answering({});
    await ask(first);
    const result = await collect(first);
    judging([]);
    await rate(first, result);
    const broken = retry(first, 'answer');
    const { planRatings } = judgeActivities({ store, providers: providers() });
    await within(() => planRatings({ run: broken, dataset, candidates: [result] }));

    const asked = judging([]);
    await rate(retryOf(broken, 'report', false), result);
    await rate(retryOf(broken, 'judge', false), result);
    expect(asked).toEqual([]);
  });

  it('rates all anew on a retry from judging', async () => {
    answering({});
    await ask(first);
    const result = await collect(first);
    judging([]);
    await rate(first, result);
    const asked = judging([]);
    await rate(retry(first, 'judge'), result);
    expect(asked).toHaveLength(4);
  });
});
