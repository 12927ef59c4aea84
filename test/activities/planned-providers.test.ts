import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { plannedIdentity, plannedProviders, whenAsked } from '../../activities/planned-providers.ts';
import type { RunInput, RunPlan } from '../../domain/run/run.ts';
import type { ConnectedProvider } from '../../providers/registry.ts';
import { publishJson } from '../../runs/json.ts';
import { keys } from '../../runs/keys.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { createFolderStore } from '../../storage/folder-store.ts';
import { never } from '../fakes/never.ts';
import { specOf } from '../fakes/samples.ts';

let folder: string;
let store: ArtifactStore;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempera-planned-'));
  store = createFolderStore(folder);
  const plan: RunPlan = { name: 'run', candidates: [], repeats: 1 };
  await publishJson(store, keys.plan('planned'), { ...plan, identities: { sandbox: 'sandbox one' } });
  await publishJson(store, keys.plan('of-0.1.0'), plan);
});
afterAll(() => rm(folder, { recursive: true }));

const reply = { text: 'yes', finish: 'stop' as const };
const connected = {
  patient: { chat: async () => ({ reply, attempts: 1, unread: 0 }), pausing: undefined },
} as unknown as ConnectedProvider;
const connect = (runId: string, identity: string) => {
  const providers = { connect: () => connected, identityOf: async () => identity };
  return plannedProviders({ store, providers })({ runId } as RunInput, specOf(), 'sandbox');
};

describe('plannedProviders', () => {
  it('connects a run with whom it was planned with', async () => {
    expect(await connect('planned', 'sandbox one')).toBe(connected);
  });

  it('is blocked by somebody else of that name, and names both', async () => {
    await expect(connect('planned', 'sandbox two')).rejects.toMatchObject({
      problem: {
        action: 'blocked',
        message: 'provider "sandbox" is sandbox two for this worker, and was sandbox one when the run was planned',
      },
    });
  });

  it('connects a run that was planned before providers were pinned', async () => {
    expect(await connect('of-0.1.0', 'sandbox two')).toBe(connected);
  });
});

describe('plannedIdentity', () => {
  const providers = { connect: () => connected, identityOf: async () => 'sandbox two' };
  const identity = (runId: string) => plannedIdentity({ store, providers }, { runId } as RunInput, specOf(), 'sandbox');

  it('is the one of the plan, so that no other worker brings in what a stand-in has said', async () => {
    expect(await identity('planned')).toBe('sandbox one');
    expect(await identity('of-0.1.0')).toBe('sandbox two');
  });
});

describe('whenAsked', () => {
  it('connects once, and not before it is asked', async () => {
    let times = 0;
    const patient = whenAsked(async () => {
      times += 1;
      return connected;
    });
    expect(times).toBe(0);
    const ask = () => patient.chat(async () => ({ model: 'm', messages: [], imageUrls: new Map() }), never);
    expect(await Promise.all([ask(), ask()])).toEqual([
      { reply, attempts: 1, unread: 0 },
      { reply, attempts: 1, unread: 0 },
    ]);
    expect(times).toBe(1);
  });
});
