import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createActivities } from '../../activities/index.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { createFolderStore } from '../../storage/folder-store.ts';
import { quietEnvironment } from '../fakes/environment.ts';
import { registryOf } from '../fakes/registry.ts';

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
