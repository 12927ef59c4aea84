import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type OpenAI from 'openai';
import { asking, type Harness, openHarness, printed } from './harness.ts';

let harness: Harness;
let openai: OpenAI;

beforeAll(async () => {
  harness = await openHarness();
  openai = harness.openai;
});
afterAll(async () => await harness.close());

const say = async (content: string, model: string, run: string) =>
  await openai.chat.completions.create({
    model,
    messages: [{ role: 'user', content }],
    store: true,
    metadata: { run },
  });
const idsOf = async (query: OpenAI.ChatCompletionListParams) =>
  (await Array.fromAsync(openai.chat.completions.list(query))).map(({ id }) => id);

describe('a completion that is to be stored', () => {
  it('is listed by model and metadata, a page at a time, and outlives a restart', async () => {
    const ids: string[] = [];
    for (const [model, run] of [
      ['echo-0', 'a'],
      ['echo-1', 'a'],
      ['echo-0', 'b'],
    ] as const)
      ids.push((await say('hello', model, run)).id);
    await openai.chat.completions.create({ model: 'echo-0', messages: [{ role: 'user', content: 'forget me' }] });
    await harness.restart();
    openai = harness.openai;
    expect(await idsOf({ limit: 2 })).toEqual(ids);
    expect(await idsOf({ order: 'desc' })).toEqual(ids.toReversed());
    expect(await idsOf({ model: 'echo-0' })).toEqual([ids[0], ids[2]]);
    expect(await idsOf({ metadata: { run: 'a' } })).toEqual([ids[0], ids[1]]);
    expect(await idsOf({ model: 'echo-0', metadata: { run: 'a' } })).toEqual([ids[0]]);
  });

  it('is retrieved with what it was said to, labelled anew and deleted', async () => {
    const image = await printed([{ text: 'THE RED KITE', size: 34 }]);
    const { id } = await openai.chat.completions.create({
      model: 'gpt-4o',
      messages: asking('Title?', image),
      store: true,
    });
    expect(await openai.chat.completions.retrieve(id)).toMatchObject({ id, choices: [{ index: 0 }] });
    const messages = await Array.fromAsync(openai.chat.completions.messages.list(id, { limit: 1 }));
    expect(messages).toMatchObject([
      { id: `${id}-0`, role: 'system', content_parts: null },
      {
        id: `${id}-1`,
        role: 'user',
        content: 'Question [1]: Title?',
        content_parts: [{ type: 'text' }, { type: 'image_url' }],
      },
    ]);
    await openai.chat.completions.update(id, { metadata: { run: 'c' } });
    expect(await idsOf({ metadata: { run: 'c' } })).toEqual([id]);
    expect(await openai.chat.completions.delete(id)).toEqual({ id, object: 'chat.completion.deleted', deleted: true });
    await expect(openai.chat.completions.retrieve(id)).rejects.toMatchObject({ status: 404 });
  });
});
