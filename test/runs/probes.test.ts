import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openRuns } from '../../runs/open-runs.ts';
import { findProbe, keepProbe, type ProbeSubject, readProbes, recordProbe } from '../../runs/probes.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';

let directory: string;
let store: ArtifactStore;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'tempera-probes-'));
  store = openRuns(directory);
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const hour = 60 * 60 * 1000;
const at = Date.parse('2026-11-28T12:00:00Z');
const image = { width: 600, height: 900, bytes: 50_000, mediaType: 'image/jpeg', detail: 'auto' } as const;
const subject: ProbeSubject = { identity: 'https://a/v1', model: 'm', parameters: { maxTokens: 300 }, image };
const usage = { promptTokens: 900, completionTokens: 2 };

describe('an answered probe', () => {
  it('is found for a day, with what it took', async () => {
    await keepProbe(store, { ...subject, at, usage });
    expect(await findProbe(store, subject, at + 23 * hour)).toEqual({ ...subject, at, usage });
    expect(await findProbe(store, subject, at + 24 * hour)).toBeUndefined();
    await keepProbe(store, { ...subject, at: at + 25 * hour });
    expect(await findProbe(store, subject, at + 26 * hour)).toMatchObject({ at: at + 25 * hour });
  });

  it('holds for another picture, and for nobody who is asked otherwise', async () => {
    await keepProbe(store, { ...subject, at, usage });
    expect(await findProbe(store, { ...subject, image: { ...image, width: 1, bytes: 1 } }, at)).toBeDefined();
    const { image: _, ...plain } = subject;
    const others: ProbeSubject[] = [
      { ...subject, identity: 'https://b/v1' },
      { ...subject, model: 'n' },
      { ...subject, parameters: { maxTokens: 300, temperature: 0 } },
      { ...subject, schema: 'rating' },
      { ...subject, image: { ...image, detail: 'high' } },
      plain,
    ];
    expect(await Promise.all(others.map((other) => findProbe(store, other, at)))).toEqual(Array(6).fill(undefined));
  });

  it('is kept by the run that paid for it', async () => {
    const probe = { who: 'new', outcome: 'refused', call: { attempts: 1, milliseconds: 5 }, at } as const;
    await recordProbe(store, 'run-1', probe);
    await recordProbe(store, 'run-1', { ...probe, who: 'the judge' });
    expect((await readProbes(store, 'run-1')).map(({ who }) => who)).toEqual(['new', 'the judge']);
    expect(await readProbes(store, 'run-2')).toEqual([]);
  });
});
