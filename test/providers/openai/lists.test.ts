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

const upload = { filename: 'tempera-1.jsonl', bytes: 7 };
const job = (id: string, run = 'other') => ({ id, status: 'running', metadata: { run } });
const lists: [string, (id: string) => object, () => Promise<unknown>][] = [
  ['files', (id) => ({ id, filename: 'x', bytes: 1 }), () => server.provider.trainer.findFile(upload)],
  ['jobs', (id) => job(id), () => server.provider.trainer.findJobs({ run: 'mine' })],
  ['events', (id) => ({ id, level: 'info', message: 'Step' }), () => server.provider.trainer.jobEvents('job-1')],
];

describe.each(lists)('a list of %s', (_, entry, list) => {
  it('that says there is more, and gives the same again, ends', async () => {
    server.answer = () => ({ body: { data: [entry('a'), entry('b')], has_more: true } });
    await list();
    expect(server.received).toHaveLength(2);
    expect(server.received[1]?.path).toContain('after=b');
  });

  it('that always has something new ends too', async () => {
    let id = 0;
    server.answer = () => ({ body: { data: [entry(`id-${id++}`)], has_more: true } });
    await list();
    expect(server.received.length).toBeLessThanOrEqual(200);
  });

  it('that does not say whether there is more is read to its end', async () => {
    server.answer = ({ path }) => ({ body: { data: path.includes('after') ? [] : [entry('a')] } });
    await list();
    expect(server.received).toHaveLength(2);
  });

  it('may be empty in any form', async () => {
    for (const body of [{ data: [] }, { data: null }, []]) {
      server.answer = () => ({ body });
      expect(await list()).toEqual(list === lists[0]?.[2] ? undefined : []);
    }
  });

  it.each<Reply>([
    { body: {} },
    { body: '' },
    { body: '<html>', headers: { 'content-type': 'text/html' } },
    { body: { data: 'x' } },
  ])('is not taken for empty where it cannot be read: %j', async (reply) => {
    server.answer = () => reply;
    await expect(list()).rejects.toMatchObject({ problem: { action: 'retry', code: 'unreadable' } });
  });
});

describe('what stands on a later page', () => {
  const pages = (first: object, second: object) => {
    server.answer = ({ path }) => ({
      body: path.includes('after') ? { data: [second], has_more: false } : { data: [first], has_more: true },
    });
  };

  it('is found: a file, a job', async () => {
    pages({ id: 'f1', filename: 'x', bytes: 1 }, { id: 'f2', ...upload });
    expect(await server.provider.trainer.findFile(upload)).toMatchObject({ id: 'f2' });
    pages(job('j1'), job('j2', 'mine'));
    expect(await server.provider.trainer.findJobs({ run: 'mine' })).toMatchObject([{ id: 'j2' }]);
  });
});
