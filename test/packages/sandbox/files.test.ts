import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { callsOf, type Harness, openHarness } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await openHarness();
});
afterAll(async () => await harness.close());

const upload = async (content: string, name = 'lines.jsonl', purpose: 'fine-tune' | 'vision' = 'fine-tune') =>
  await harness.openai.files.create({ purpose, file: new File([content], name) });

describe('files', () => {
  it('come back byte for byte, and are gone once deleted', async () => {
    const content = `{"text":"Zoë’s – ☂"}\n`.repeat(20_000);
    const file = await upload(content);
    expect(file).toMatchObject({ bytes: Buffer.byteLength(content), filename: 'lines.jsonl', purpose: 'fine-tune' });
    expect(await (await harness.openai.files.content(file.id)).text()).toBe(content);
    expect(await harness.openai.files.retrieve(file.id)).toEqual(file);
    expect(await harness.openai.files.delete(file.id)).toEqual({ id: file.id, object: 'file', deleted: true });
    await expect(harness.openai.files.retrieve(file.id)).rejects.toMatchObject({ status: 404 });
    expect(readdirSync(join(harness.stateDir, 'files'))).not.toContain(file.id);
  });

  it('are listed newest first, by purpose and page by page', async () => {
    const made = [];
    for (const number of [1, 2, 3, 4, 5]) made.push((await upload(`${number}`, `${number}.jsonl`)).id);
    await upload('image', 'image.png', 'vision');
    const listed = [];
    for await (const { id } of harness.openai.files.list({ purpose: 'fine-tune', limit: 2 })) listed.push(id);
    expect(listed).toEqual(made.toReversed());
    const ascending = await harness.openai.files.list({ purpose: 'fine-tune', limit: 1, order: 'asc' });
    expect(ascending.data[0]?.id).toBe(made[0]);
  });

  it('keep only the last part of a path in their name', async () => {
    expect((await upload('{}', '../../etc/passwd.jsonl')).filename).toBe('passwd.jsonl');
    expect((await upload('{}', 'C:\\data\\lines.jsonl')).filename).toBe('lines.jsonl');
  });
});

describe('a bad upload', () => {
  const post = async (body: FormData | string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${harness.sandbox.url}/files`, {
      method: 'POST',
      body,
      headers: { authorization: 'Bearer sk', ...headers },
    });
    return { status: response.status, ...Object(await response.json()) };
  };

  it('is refused with the reason and leaves nothing on disk', async () => {
    const before = readdirSync(join(harness.stateDir, 'files')).length;
    await expect(upload('{}', 'lines.txt')).rejects.toMatchObject({ status: 400, param: 'file' });
    await expect(upload('')).rejects.toMatchObject({ status: 400 });
    const noFile = new FormData();
    noFile.append('purpose', 'fine-tune');
    expect(await post(noFile)).toMatchObject({ status: 400, error: { param: 'file' } });
    const badPurpose = new FormData();
    badPurpose.append('purpose', 'nonsense');
    badPurpose.append('file', new File(['{}'], 'a.jsonl'));
    expect(await post(badPurpose)).toMatchObject({ status: 400, error: { param: 'purpose' } });
    expect(await post('{}', { 'content-type': 'application/json' })).toMatchObject({ status: 400 });
    const cut = '--x\r\ncontent-disposition: form-data; name="file"; filename="a.jsonl"\r\n\r\n{"a"';
    expect(await post(cut, { 'content-type': 'multipart/form-data; boundary=x' })).toMatchObject({ status: 400 });
    expect(readdirSync(join(harness.stateDir, 'files'))).toHaveLength(before);
  });
});

describe('models', () => {
  it('never stop, unless a fault says so', async () => {
    const shutdownOf = async (id: string) => Object(await harness.openai.models.retrieve(id)).shutdown_date;
    expect(await shutdownOf('gpt-4o-2024-08-06')).toBeNull();
    const dated = { match: { path: '/models/gpt-4o*' }, do: { kind: 'reply', set: { shutdown_date: '2027-01-14' } } };
    const at = new URL('/sandbox/faults', harness.sandbox.url);
    await fetch(at, { method: 'POST', body: JSON.stringify({ faults: [dated] }) });
    expect([await shutdownOf('gpt-4o-2024-08-06'), await shutdownOf('gpt-6-luna')]).toEqual(['2027-01-14', null]);
    await fetch(at, { method: 'DELETE' });
    await expect(harness.openai.models.retrieve('gpt-none')).rejects.toMatchObject({ status: 404 });
    await expect(harness.openai.models.delete('gpt-4o')).rejects.toMatchObject({ status: 403 });
  });
});

describe('counted calls', () => {
  it('tell repeated requests from distinct ones, also for uploads of the same content', async () => {
    const calls = new URL('/sandbox/calls', harness.sandbox.url);
    await fetch(calls, { method: 'DELETE' });
    await upload('{"same":1}\n');
    await upload('{"same":1}\n');
    await upload('{"other":1}\n');
    for (const content of ['a', 'b', 'b']) {
      await harness.openai.chat.completions.create({ model: 'echo-0', messages: [{ role: 'user', content }] });
    }
    expect(await callsOf(harness.sandbox)).toMatchObject([
      {
        operation: 'POST /chat/completions',
        model: 'echo-0',
        served: 3,
        distinct: 2,
        requests: [{ served: 2 }, { served: 1 }],
      },
      { operation: 'POST /files', model: null, served: 3, distinct: 2 },
    ]);
  });
});
