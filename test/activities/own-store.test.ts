import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createActivities } from '../../activities/index.ts';
import { defaultSettings } from '../../domain/run/plan.ts';
import { ProviderError } from '../../providers/port.ts';
import type { ProviderRegistry } from '../../providers/registry.ts';
import { keys } from '../../runs/keys.ts';
import { withSaid } from '../../runs/said.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { createFolderStore } from '../../storage/folder-store.ts';
import { quietEnvironment } from '../fakes/environment.ts';
import { registryOf } from '../fakes/registry.ts';
import { specOf } from '../fakes/samples.ts';

let folder: string;
let store: ArtifactStore;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempera-own-store-'));
  store = createFolderStore(folder);
});
afterAll(() => rm(folder, { recursive: true }));

const activities = () =>
  createActivities({
    // Only the id may be asked for.
    store: { id: () => store.id() } as ArtifactStore,
    providers: registryOf(undefined as never),
    dataDirectory: folder,
  });
const names = Object.keys(
  createActivities({ store: {} as ArtifactStore, providers: registryOf(undefined as never), dataDirectory: '' }),
) as (keyof ReturnType<typeof activities>)[];

describe('a worker on the store of other runs', () => {
  it.each(names)('lets another one do %s', async (name) => {
    const activity = activities()[name] as (input: object) => Promise<unknown>;
    await expect(quietEnvironment().run(activity, { run: { storeId: 'another' } })).rejects.toMatchObject({
      type: 'WrongStore',
      nonRetryable: false,
    });
  });
});

describe('what a provider said when a call failed', () => {
  const sentence = 'Your credit balance is too low.';

  it('is kept in the store once, and stands in no failure', async () => {
    const spec = specOf();
    const content = JSON.stringify(spec);
    const run = {
      runId: 'r1',
      storeId: await store.id(),
      spec: await store.publish({ key: keys.spec('r1'), mediaType: 'application/json', content }),
    };
    const problem = { action: 'blocked', code: '402', message: 'HTTP 402', said: sentence, requestId: 'q1' } as const;
    const direct = { trainer: { findFile: () => Promise.reject(new ProviderError(problem)) } };
    const providers = { connect: () => ({ direct }) } as unknown as ProviderRegistry;
    const { uploadFile } = createActivities({ store, providers, dataDirectory: folder });
    const file = await store.publish({ key: 'runs/r1/dataset/train.jsonl', mediaType: 'text/plain', content: '{}\n' });
    for (let time = 0; time < 2; time++) {
      const failure = await quietEnvironment()
        .run(uploadFile as never, { run: { ...run, settings: defaultSettings, generation: 1 }, file })
        .catch((error: unknown) => error);
      expect(failure).toMatchObject({ type: 'Blocked', message: 'HTTP 402, request q1' });
      expect(JSON.stringify(failure)).not.toContain(sentence);
    }
    const lines = await Array.fromAsync(store.readSegments(keys.said('r1')));
    expect(lines).toEqual([{ message: 'HTTP 402, request q1', said: sentence }]);
    expect(await withSaid(store, 'r1', 'blocked by HTTP 402, request q1')).toBe(
      `blocked by HTTP 402, request q1 (it said: ${sentence})`,
    );
    expect(await withSaid(store, 'r1', 'HTTP 500')).toBe('HTTP 500');
  });
});
