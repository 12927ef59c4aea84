import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Answer } from '../../domain/answering/answer.ts';
import type { ArtifactRef } from '../../domain/run/artifact.ts';
import { type CacheSource, createAnswerCache, isReusable } from '../../runs/answer-cache.ts';
import { publishJson } from '../../runs/json.ts';
import { openRuns } from '../../runs/open-runs.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { specOf } from '../fakes/samples.ts';

let folder: string;
let store: ArtifactStore;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempera-cache-'));
  store = openRuns(folder);
});
afterEach(() => rm(folder, { recursive: true }));

const source = { identity: 'https://api.openai.com/v1', model: 'm' };

function answerOf(key: string, text: string, own: Partial<Answer> = {}): Answer {
  const call = { attempts: 2, milliseconds: 9, key, usage: { promptTokens: 5, completionTokens: 1 } };
  return { sampleId: 's', outcome: 'answered', text, cutByLength: false, model: 'm', call, ...own } as Answer;
}

const shardOf = (run: string, shard = 0) => `runs/${run}/answers/base/${shard}.jsonl`;

async function storeAnswers(run: string, shards: readonly (readonly Answer[])[]): Promise<ArtifactRef> {
  const refs: ArtifactRef[] = [];
  for (const [index, lines] of shards.entries()) {
    const content = lines.map((line) => `${JSON.stringify(line)}\n`);
    refs.push(await store.publish({ key: shardOf(run, index), mediaType: 'application/jsonl', content }));
  }
  const counts = { answered: 1, refused: 0, failed: 0 };
  const manifest = { candidate: 'base', model: 'm', repeats: 1, shards: refs, counts };
  return publishJson(store, `runs/${run}/answers/base/manifest.json`, manifest);
}

const cacheOf = (at: ArtifactStore = store) => createAnswerCache<Answer>(at, 'answers');
const pinFor = (run: string, from: CacheSource = source, at: ArtifactStore = store) =>
  cacheOf(at).pin(`runs/${run}/answers/${from.model}/reuse.json`, async () => from);

/** What a run does that was told something. */
async function offer(run: string, from: CacheSource, ...shards: (readonly Answer[])[]): Promise<void> {
  const pin = await pinFor(run, from);
  await cacheOf().offer(pin, run, { manifest: await storeAnswers(run, shards) });
}

/** What a later run may take over, as texts by question. */
async function taken(run = 'later', at: ArtifactStore = openRuns(folder)) {
  const entries = await cacheOf(at).entries(await pinFor(run, source, at));
  return Object.fromEntries([...entries].map(([key, answer]) => [key, 'text' in answer ? answer.text : '']));
}

async function change(file: string, from: string, to: string): Promise<void> {
  const text = await readFile(path.join(folder, file), 'utf8');
  expect(text).toContain(from);
  await writeFile(path.join(folder, file), text.replaceAll(from, to));
}

describe('createAnswerCache', () => {
  it('gives what was offered before the pin, and nothing of another model or of who else was called', async () => {
    await offer('run-1', source, [answerOf('question', 'first')]);
    expect(await taken('run-2')).toEqual({ question: 'first' });
    await offer('run-3', source, [answerOf('other', 'second')]);
    expect(await taken('run-2')).toEqual({ question: 'first' });
    const asked = cacheOf().pin('runs/run-2/answers/m/reuse.json', () => Promise.reject(new Error('asked twice')));
    expect(await asked).toEqual(await pinFor('run-2'));
    for (const other of [
      { ...source, model: 'n' },
      { ...source, identity: 'http://127.0.0.1:8765/v1' },
    ]) {
      const pin = await cacheOf().pin(
        `runs/run-4/answers/${Object.values(other).length}/reuse.json`,
        async () => other,
      );
      expect((await cacheOf().entries(pin)).size).toBe(0);
    }
  });

  it('takes only answers of the model that was asked for, and pays nothing for them', async () => {
    await offer('run-1', source, [
      answerOf('a', 'said'),
      answerOf('b', '', { outcome: 'failed', reason: 'HTTP 500' } as Partial<Answer>),
      answerOf('c', 'by an alias', { model: 'm-2' }),
    ]);
    const entries = await cacheOf().entries(await pinFor('run-2'));
    const call = { attempts: 0, milliseconds: 0, reusedFrom: 'run-1', usage: { promptTokens: 5, completionTokens: 1 } };
    expect([...entries]).toEqual([['a', { ...answerOf('a', 'said'), call }]]);
  });

  it('neither takes nor offers by a pin of 0.1.0, which does not say who was called', async () => {
    await offer('run-1', source, [answerOf('question', 'first')]);
    const offers = await store.list('cache/');
    const files = [await store.find(offers[0] ?? '')];
    const pin = await publishJson(store, 'runs/old/answers/base/reuse.json', { files });
    expect((await cacheOf().entries(pin)).size).toBe(0);
    await cacheOf().offer(pin, 'old', { manifest: await storeAnswers('old', []) });
    expect(await store.list('cache/')).toEqual(offers);
  });

  it.each([
    ['offer', async () => change((await store.list('cache/'))[0] ?? '', 'manifest.json', 'manifest.jsom')],
    ['offer that is no JSON', async () => change((await store.list('cache/'))[0] ?? '', '}', ')')],
    ['manifest', () => change('runs/run-1/answers/base/manifest.json', '"answered": 1', '"answered": 2')],
    ['shard', () => change(shardOf('run-1'), 'true answer', 'true onswer')],
  ])('takes nothing of a run whose %s is not as it was written, and all of the others', async (_, spoil) => {
    await offer('run-1', source, [answerOf('question', 'true answer')]);
    await spoil();
    await offer('run-3', source, [answerOf('other', 'second')]);
    expect(await taken()).toEqual({ other: 'second' });
  });

  it('takes what is whole of a run of which one shard was changed after the pin', async () => {
    await offer('run-1', source, [answerOf('a', 'true answer'), answerOf('b', 'too')], [answerOf('c', 'whole')]);
    await pinFor('later');
    await change(shardOf('run-1'), 'true answer', 'true onswer');
    expect(await taken()).toEqual({ c: 'whole' });
  });

  it('keeps the entries of several candidates side by side', async () => {
    const read: string[] = [];
    const readLines: ArtifactStore['readLines'] = (ref) => {
      read.push(ref.key);
      return store.readLines(ref);
    };
    const cache = cacheOf({ ...store, readLines });
    const pins: ArtifactRef[] = [];
    for (const model of ['a', 'b']) {
      await offer(`run-${model}`, { ...source, model }, [answerOf('question', model, { model })]);
      pins.push(await pinFor('run-2', { ...source, model }));
    }
    for (const pin of [...pins, ...pins]) await cache.entries(pin);
    expect(read).toHaveLength(2);
  });

  it('forgets a loading that failed', async () => {
    await offer('run-1', source, [answerOf('question', 'first')]);
    let failures = 1;
    const read: ArtifactStore['read'] = (ref) => {
      if (failures-- > 0) throw new Error('EIO');
      return store.read(ref);
    };
    const cache = cacheOf({ ...store, read });
    const pin = await pinFor('run-2');
    await expect(cache.entries(pin)).rejects.toThrow('EIO');
    expect((await cache.entries(pin)).size).toBe(1);
  });
});

describe('isReusable', () => {
  const limitsOf = (reuseAnswers: boolean | 'always') => ({ limits: { ...specOf().limits, reuseAnswers } });

  it.each([
    [true, { temperature: 0 }, true],
    [true, { temperature: 0.5 }, false],
    [true, {}, false],
    ['always', {}, true],
    ['always', { temperature: 1 }, true],
    [false, { temperature: 0 }, false],
  ] as const)('at reuseAnswers %j of answers to %j is %j', (reuseAnswers, parameters, expected) => {
    expect(isReusable(limitsOf(reuseAnswers), parameters)).toBe(expected);
  });
});
