import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createRecorder, type Recorder } from '../../activities/recorder.ts';
import { type Stop, Stopped } from '../../providers/stop.ts';
import { openRuns } from '../../runs/open-runs.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';

interface Entry {
  id: string;
  by: string;
}

let folder: string;
let store: ArtifactStore;
let record: Recorder;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempera-recorder-'));
  store = openRuns(folder);
  record = createRecorder(store);
});
afterEach(() => rm(folder, { recursive: true }));

const heartbeatTimeout = 400;
const environment = () =>
  new MockActivityEnvironment({ heartbeatTimeoutMs: heartbeatTimeout }, { logger: new DefaultLogger('ERROR') });

const noReason = {
  notFound: false,
  cancelRequested: false,
  paused: false,
  timedOut: false,
  workerShutdown: false,
  reset: false,
};

const shardOf = (items: string[], ask: (item: string, stop: Stop) => Promise<Entry>) => ({
  key: 'answers/x.jsonl',
  items,
  idOf: (item: string) => item,
  idOfEntry: (entry: Entry) => entry.id,
  ask,
});

async function content(): Promise<Entry[]> {
  const ref = await store.find('answers/x.jsonl');
  const entries: Entry[] = [];
  if (ref) for await (const entry of store.readLines<Entry>(ref)) entries.push(entry);
  return entries;
}

async function recorded(): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of store.readSegments<Entry>('answers/x.jsonl')) ids.push(id);
  return ids;
}

describe('createRecorder', () => {
  it('publishes the entries in the order of the items, whatever order they arrive in', async () => {
    const last = Promise.withResolvers<void>();
    const ask = async (id: string) => {
      if (id === 'a') await last.promise;
      if (id === 'c') last.resolve();
      return { id, by: 'first' };
    };
    await environment().run(() => record(shardOf(['a', 'b', 'c'], ask)));
    expect((await content()).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect((await recorded())[0]).not.toBe('a');
  });

  it('asks only for what an earlier attempt has not recorded', async () => {
    const failing = shardOf(['a', 'b', 'c'], async (id) => {
      if (id === 'b') throw new Error('key was revoked');
      return { id, by: 'first' };
    });
    await expect(environment().run(() => record(failing))).rejects.toThrow('key was revoked');
    const asked: string[] = [];
    const second = shardOf(['a', 'b', 'c'], async (id) => {
      asked.push(id);
      return { id, by: 'second' };
    });
    await environment().run(() => record(second));
    expect(asked).toEqual(['b']);
    expect((await content()).map(({ by }) => by)).toEqual(['first', 'second', 'first']);
  });

  it('neither takes over nor asks again what was recorded and then changed: it names the segment', async () => {
    const failing = shardOf(['a', 'b'], async (id) => {
      if (id === 'b') throw new Error('killed');
      return { id, by: 'first' };
    });
    await expect(environment().run(() => record(failing))).rejects.toThrow('killed');
    const segments = path.join(folder, 'answers/x.jsonl.segments');
    const file = path.join(segments, (await readdir(segments))[0] as string);
    for (const [from, to] of [
      ['first', 'worst'],
      ['"by"', '"by'],
    ] as const) {
      const whole = await readFile(file, 'utf8');
      await writeFile(file, whole.replace(from, to));
      const asked = shardOf(['a', 'b'], () => Promise.reject(new Error('asked')));
      await expect(environment().run(() => record(asked))).rejects.toThrow(/x.jsonl.segments\/.* is corrupted: line 1/);
      await writeFile(file, whole);
    }
  });

  it('adopts a file that is complete without asking anybody', async () => {
    const complete = await store.publish({ key: 'answers/x.jsonl', mediaType: 'application/jsonl', content: '{}\n' });
    const ask = () => Promise.reject(new Error('asked'));
    expect(await environment().run(() => record(shardOf(['a'], ask)))).toEqual(complete);
  });

  it('publishes nothing while an item that was recorded is not in what it reads', async () => {
    // A network disk's listing may be older than what was just written.
    const stale: ArtifactStore = { ...store, readSegments: async function* () {} };
    const recording = shardOf(['a', 'b'], async (id) => ({ id, by: 'first' }));
    await expect(environment().run(() => createRecorder(stale)(recording))).rejects.toMatchObject({
      type: 'SegmentsUnsettled',
      nonRetryable: false,
    });
    expect(await store.find('answers/x.jsonl')).toBeUndefined();
    await environment().run(() => record(recording));
    expect((await content()).map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('records what is in flight before a cancellation goes up, and begins nothing new', async () => {
    const mock = environment();
    const ask = async (id: string, stop: Stop) => {
      if (stop.aborted) throw new Stopped();
      if (id === 'a') mock.cancel('CANCELLED', { ...noReason, cancelRequested: true });
      await sleep(5);
      if (id === 'b') throw new Stopped();
      return { id, by: 'first' };
    };
    await expect(mock.run(() => record(shardOf(['a', 'b'], ask)))).rejects.toThrow('cancelled');
    expect(await recorded()).toEqual(['a']);
    expect(await content()).toEqual([]);
  });

  it('asks to be retried when the worker shuts down', async () => {
    const mock = environment();
    const ask = async () => {
      mock.cancel('WORKER_SHUTDOWN', { ...noReason, workerShutdown: true });
      throw new Stopped();
    };
    await expect(mock.run(() => record(shardOf(['a'], ask)))).rejects.toMatchObject({
      type: 'Interrupted',
      nonRetryable: false,
    });
  });

  it('stops an older attempt that is still at work in its process', async () => {
    let wakeUp: () => void = () => undefined;
    const frozen = new Promise<void>((resolve) => {
      wakeUp = resolve;
    });
    const older = environment().run(() =>
      record(
        shardOf(['a', 'b'], async (id, stop) => {
          if (id === 'b') await frozen;
          if (stop.aborted) throw new Stopped();
          return { id, by: 'older' };
        }),
      ),
    );
    while ((await recorded()).length === 0) await sleep(5);
    await environment().run(() => record(shardOf(['a', 'b'], async (id) => ({ id, by: 'newer' }))));
    wakeUp();
    await expect(older).rejects.toMatchObject({ type: 'Interrupted' });
    expect((await content()).map(({ by }) => by)).toEqual(['older', 'newer']);
  });

  it('begins no call when it was frozen for so long that its work may have been given away', async () => {
    const asked: string[] = [];
    const ask = async (id: string, stop: Stop) => {
      await sleep(0);
      if (stop.aborted) throw new Stopped();
      asked.push(id);
      freeze(heartbeatTimeout);
      return { id, by: 'frozen' };
    };
    await expect(environment().run(() => record(shardOf(['a', 'b'], ask)))).rejects.toMatchObject({
      type: 'Interrupted',
    });
    expect(asked).toEqual(['a']);
    expect(await recorded()).toEqual(['a']);
  });
});

/** Holds up everything in this process, as SIGSTOP does. */
function freeze(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
