import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { stringify } from 'csv-stringify/sync';
import { type OpenClient, withClient } from '../../client/commands/open-client.ts';
import type { Dataset } from '../../domain/data/dataset.ts';
import type { RunResult } from '../../domain/run/run.ts';
import { type RunSpec, RunSpecSchema } from '../../domain/spec/run-spec.ts';
import { readIfThere } from '../../runs/json.ts';
import { keys } from '../../runs/keys.ts';
import { openRuns } from '../../runs/open-runs.ts';
import { addressKey } from '../../sources/images-by-address.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { childIdOf, resumeUpdate } from '../../workflows/contract.ts';
import { type ImageHost, startImageHost } from '../fakes/image-host.ts';
import { imageOf } from '../fakes/parquet.ts';
import { quickSettings } from './harness.ts';
import { textOf } from './histories.ts';
import { type Programs, startPrograms } from './programs.ts';

const count = 24;
const secret = 'planted-signature-5c2e';
const settings = { ...quickSettings, heartbeatTimeout: 2000 };

let directory: string;
let programs: Programs;
let host: ImageHost;
let store: ArtifactStore;
let images: Buffer[];
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'tempera-addresses-'));
  await mkdir(path.join(directory, 'data'));
  programs = await startPrograms(directory);
  store = openRuns(path.join(directory, 'store'));
  images = await Promise.all(Array.from({ length: count }, (_, n) => imageOf(n)));
  await Promise.all(images.map((image, n) => writeFile(path.join(directory, 'data', `${n}.png`), image)));
  host = await startImageHost();
});
afterAll(async () => {
  await programs.stop();
  await host.close();
  await rm(directory, { recursive: true });
});
beforeEach(() => {
  host.paths.length = 0;
  host.answer = ({ url }, response) => serve(url, response);
});

function serve(url: string | undefined, response: ServerResponse): void {
  response.end(images[Number(/^\/(\d+)\.png/.exec(url ?? '')?.[1])]);
}

const addressOf = (n: number) => `http://${host.host}/${n}.png?sig=${secret}${n}`;

async function specOver(nameOf: (n: number) => string, own: object = {}): Promise<RunSpec> {
  const rows = images.map((_, n) => ({ ask: `Which one is ${n}?`, title: `Number ${n % 5}`, cover: nameOf(n) }));
  await writeFile(path.join(directory, 'data', 'test.csv'), stringify(rows, { header: true }));
  return RunSpecSchema.parse({
    name: 'addresses',
    data: { source: { test: 'test.csv' }, columns: { question: 'ask', answer: 'title', image: 'cover' }, ...own },
    candidates: { one: { model: 'echo-0' } },
    limits: { reuseAnswers: false },
  }) as RunSpec;
}

const byAddress = () => specOver(addressOf, { images: { hosts: [host.host] } });

/** Starts a run, does something to it, and waits for its end. */
async function run(runId: string, spec: RunSpec, disturb: (open: OpenClient) => Promise<void> = async () => undefined) {
  return withClient(programs.env, async (open) => {
    await open.tempera.startRun(spec, { runId, settings });
    await disturb(open);
    const result: RunResult = await open.client.workflow.getHandle(runId).result();
    expect(result.outcome).toBe('done');
    const { samples } = (await readIfThere<Dataset>(store, keys.dataset(runId))) as Dataset;
    return {
      samples: await Promise.all(samples.pages.map(async (page) => (await store.read(page)).toString())),
      predictions: (await store.read(result.report.predictions)).toString(),
    };
  });
}

/** Keys of the addresses that a run has written down. */
async function recorded(runId: string): Promise<string[]> {
  const entries = store.readSegments<{ address: string }>(keys.fetchedImagesIn(keys.run(runId)));
  return (await Array.fromAsync(entries)).map(({ address }) => address);
}

const keyAt = (asked: string) => addressKey(new URL(asked, `http://${host.host}`));

describe('a run on images by address', () => {
  it('ends as one on the same images in files, be its worker killed while it fetches, and fetches nothing twice', async () => {
    const byName = await run('names', await specOver((n) => `${n}.png`));
    expect(host.paths).toEqual([]);

    let served = 0;
    host.answer = ({ url }, response) => void (served++ < 10 && serve(url, response));
    const runId = 'killed';
    const fetched = await run(runId, await byAddress(), async () => {
      while ((await recorded(runId)).length < 10) await sleep(20);
      await programs.kill('worker');
      const before = new Set(await recorded(runId));
      expect(before.size).toBe(10);
      host.paths.length = 0;
      // What has changed since must not come in.
      host.answer = ({ url }, response) =>
        before.has(keyAt(url ?? '')) ? response.end(images[0]) : serve(url, response);
      await programs.start('worker');
    });
    expect(host.paths).toHaveLength(count - 10);
    expect(new Set(host.paths).size).toBe(count - 10);
    expect(fetched).toEqual(byName);
  });

  it('waits for a person where their host serves nobody, goes on where it was, and keeps the addresses’ secrets', async () => {
    host.answer = ({ url }, response) => {
      if (/^\/[0-9]\.png/.test(url ?? '')) serve(url, response);
      else response.writeHead(429, { 'retry-after': '3600' }).end();
    };
    const runId = 'blocked';
    const spec = await specOver(addressOf, { images: { hosts: [host.host] }, slices: { cover: { column: 'cover' } } });
    await run(runId, spec, async ({ client, tempera }) => {
      const handle = client.workflow.getHandle(runId);
      let blocked: string | undefined;
      while (blocked === undefined) {
        await sleep(50);
        blocked = (await tempera.describeRun(runId)).blocked;
      }
      expect(blocked).toMatch(
        /^http:\/\/127.*\.png\?…[0-9a-f]{16} answers HTTP 429\. It asks for a wait of 60 minutes/,
      );
      host.answer = ({ url }, response) => serve(url, response);
      await handle.executeUpdate(resumeUpdate);
    });
    const asked = Map.groupBy(host.paths, (one) => one);
    for (const n of [0, 5]) expect(asked.get(`/${n}.png?sig=${secret}${n}`)).toHaveLength(1);

    await withClient(programs.env, async ({ client }) => {
      const ids = [runId, childIdOf.candidate(runId, 'one')];
      const histories = await Promise.all(ids.map((id) => client.workflow.getHandle(id).fetchHistory()));
      expect(textOf(histories)).not.toContain(secret);
    });
    for (const folder of ['store', 'logs']) {
      for (const file of await readdir(path.join(directory, folder), { recursive: true, withFileTypes: true })) {
        if (!file.isFile()) continue;
        const content = await readFile(path.join(file.parentPath, file.name));
        expect({ file: file.name, holds: content.includes(secret) }).toEqual({ file: file.name, holds: false });
      }
    }
  });
});
