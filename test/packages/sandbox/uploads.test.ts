import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type OpenAI from 'openai';
import { COVERS, callsOf, ended, type Harness, openHarness, trainingFile } from './harness.ts';

let harness: Harness;
let openai: OpenAI;
let content: Buffer;

beforeAll(async () => {
  harness = await openHarness();
  openai = harness.openai;
  content = Buffer.from(await (await trainingFile(COVERS.slice(0, 12))).arrayBuffer());
});
afterAll(async () => await harness.close());

const begin = async (bytes = content.length) =>
  await openai.uploads.create({ filename: 'train.jsonl', purpose: 'fine-tune', bytes, mime_type: 'application/jsonl' });
const add = async (id: string, data: Uint8Array<ArrayBuffer>) =>
  (await openai.uploads.parts.create(id, { data: new File([data], 'part') })).id;
const halves = () => [content.subarray(0, 1000), content.subarray(1000)].map((half) => new Uint8Array(half));

describe('an upload in parts', () => {
  it('becomes a file of its parts in the order that is given, to train on', async () => {
    const { id, status } = await begin();
    expect(status).toBe('pending');
    const [head, tail] = halves();
    const last = await add(id, tail as Uint8Array<ArrayBuffer>);
    // What is acknowledged outlives the process.
    await harness.restart();
    openai = harness.openai;
    const first = await add(id, head as Uint8Array<ArrayBuffer>);
    const md5 = createHash('md5').update(content).digest('hex');
    const upload = await openai.uploads.complete(id, { part_ids: [first, last], md5 });
    expect(upload).toMatchObject({ status: 'completed', file: { bytes: content.length, purpose: 'fine-tune' } });
    const file = upload.file?.id ?? '';
    expect(Buffer.from(await (await openai.files.content(file)).arrayBuffer())).toEqual(content);
    const job = await openai.fineTuning.jobs.create({ model: 'gpt-4o', training_file: file });
    expect((await ended(openai, job.id)).status).toBe('succeeded');
    expect(readdirSync(join(harness.stateDir, 'parts'))).toEqual([]);
    const calls = (await callsOf(harness.sandbox)).filter(
      ({ operation }) => operation === 'POST /uploads/{upload_id}/parts',
    );
    expect(calls).toMatchObject([{ served: 2, distinct: 2 }]);
  });

  it('can be cancelled, and takes nothing after that', async () => {
    const { id } = await begin();
    await add(id, new Uint8Array([1]));
    expect((await openai.uploads.cancel(id)).status).toBe('cancelled');
    expect(readdirSync(join(harness.stateDir, 'parts'))).toEqual([]);
    await expect(add(id, new Uint8Array([1]))).rejects.toMatchObject({ status: 400, param: 'upload_id' });
    await expect(openai.uploads.complete(id, { part_ids: ['x'] })).rejects.toMatchObject({ status: 400 });
  });

  it('is refused where its parts are not what was announced, and stays open for the right ones', async () => {
    const { id } = await begin();
    const parts = [];
    for (const half of halves()) parts.push(await add(id, half));
    const complete = async (part_ids: string[], md5?: string) =>
      await openai.uploads.complete(id, { part_ids, ...(md5 && { md5 }) });
    await expect(complete(parts.slice(0, 1))).rejects.toMatchObject({ status: 400, param: 'part_ids' });
    await expect(complete(['part_none'])).rejects.toMatchObject({ status: 400, param: 'part_ids' });
    await expect(complete(parts, 'f'.repeat(32))).rejects.toMatchObject({ status: 400, param: 'md5' });
    expect((await complete(parts)).status).toBe('completed');
  });

  it('is processed late where a fault wants that', async () => {
    const rule = { match: { path: '/uploads/*/complete', times: 1 }, do: { kind: 'file-processing' } };
    const faults = new URL('/sandbox/faults', harness.sandbox.url);
    await fetch(faults, { method: 'POST', body: JSON.stringify({ faults: [rule] }) });
    const { id } = await begin(1);
    const upload = await openai.uploads.complete(id, { part_ids: [await add(id, new Uint8Array([1]))] });
    expect(upload.file?.status).toBe('uploaded');
  });

  it('is refused at once for a name or a size that cannot be', async () => {
    await expect(begin(0)).rejects.toMatchObject({ status: 400, param: 'bytes' });
    await expect(begin(9 * 2 ** 30)).rejects.toMatchObject({ status: 400, param: 'bytes' });
    const asked = { filename: 'train.csv', purpose: 'fine-tune' as const, bytes: 1, mime_type: 'text/csv' };
    await expect(openai.uploads.create(asked)).rejects.toMatchObject({ status: 400, param: 'file' });
    await expect(add('upload_none', new Uint8Array([1]))).rejects.toMatchObject({ status: 404 });
  });
});
