import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type HttpProvider, type Reply, startHttpProvider } from '../../fakes/http-provider.ts';

let server: HttpProvider;
beforeAll(async () => {
  server = await startHttpProvider();
});
afterAll(() => server.close());
beforeEach(() => {
  server.received.length = 0;
});

interface Serving {
  one: Reply;
  list?: Reply;
  chat?: Reply;
}

/** What a model is taken for where a server answers like this; and what it was asked. */
async function look({ one, list = { status: 404 }, chat = { status: 404 } }: Serving) {
  server.answer = ({ path }) => {
    if (path.startsWith('/v1/models/')) return one;
    return path.startsWith('/v1/models') ? list : chat;
  };
  const model = await server.provider.retrieveModel('org/m');
  return { model, asked: server.received.map(({ path }) => path.replace(/\?.*/, '')) };
}

const served = { model: { id: 'org/m' } };
const without: [string, Reply][] = [
  ['404', { status: 404, body: { detail: 'Not Found' } }],
  ['405', { status: 405 }],
  ['501', { status: 501 }],
  ['a page', { body: '<html>', headers: { 'content-type': 'text/html' } }],
];
const listed = { body: { object: 'list', data: [{ id: 'other' }, { id: 'org/m' }] } };
const completion = { body: { choices: [{ finish_reason: 'stop', message: { content: 'Hi' } }] } };

describe('retrieveModel', () => {
  it('asks for the model, and when it will be shut down', async () => {
    const { model, asked } = await look({ one: { body: { id: 'org/m', shutdown_date: '2027-01-14' } } });
    expect(model).toEqual({ id: 'org/m', shutdownDate: '2027-01-14' });
    expect(asked).toHaveLength(1);
  });

  it.each(without)('looks into the list where a server has no single models: %s', async (_, one) => {
    expect(await look({ one, list: listed })).toMatchObject(served);
    expect(await look({ one, list: { body: ['org/m'] } })).toMatchObject(served);
  });

  it.each(without)('asks a word where there is no list either: %s', async (_, none) => {
    const { model, asked } = await look({ one: none, list: none, chat: completion });
    expect(model).toEqual(served.model);
    expect(asked.at(-1)).toBe('/v1/chat/completions');
  });

  it.each<[string, Reply]>([
    ['turned down', { status: 400 }],
    ['refused', { status: 403, body: { error: { code: 'content_filter' } } }],
    ['answered by what cannot be read', { body: {} }],
  ])('takes a word that is %s for served', async (_, chat) => {
    expect(await look({ one: { status: 404 }, chat })).toMatchObject(served);
  });

  it('knows a model that is nowhere', async () => {
    const other = { body: { data: [{ id: 'other' }] } };
    await expect(look({ one: { status: 404 }, list: other })).rejects.toMatchObject({ problem: { action: 'missing' } });
  });

  it.each([
    [401, 'blocked'],
    [402, 'blocked'],
    [429, 'throttled'],
    [503, 'retry'],
  ])('takes %s for what it is, wherever it is said', async (status, action) => {
    const problem = { problem: { action, status } };
    await expect(look({ one: { status } })).rejects.toMatchObject(problem);
    await expect(look({ one: { status: 404 }, list: { status } })).rejects.toMatchObject(problem);
    await expect(look({ one: { status: 404 }, chat: { status } })).rejects.toMatchObject(problem);
  });
});

describe('lookUpModel', () => {
  async function lookUp(one: Reply, list: Reply) {
    server.answer = ({ path }) => (path.startsWith('/v1/models/') ? one : list);
    const found = await server.provider.lookUpModel('org/m');
    return { found, chats: server.received.filter(({ path }) => path.includes('chat')).length };
  }

  it.each(without)('asks nothing that may be paid, also where a server has no single models: %s', async (_, none) => {
    expect(await lookUp({ body: { id: 'org/m' } }, none)).toEqual({ found: 'served', chats: 0 });
    expect(await lookUp(none, listed)).toEqual({ found: 'served', chats: 0 });
    expect(await lookUp(none, { body: { data: [{ id: 'other' }] } })).toEqual({ found: 'not served', chats: 0 });
    expect(await lookUp(none, none)).toEqual({ found: 'not told', chats: 0 });
  });

  it('tells what lets nobody in', async () => {
    await expect(lookUp({ status: 401 }, listed)).rejects.toMatchObject({ problem: { action: 'blocked' } });
  });
});
