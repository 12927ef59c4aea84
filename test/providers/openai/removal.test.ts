import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type HttpProvider, startHttpProvider } from '../../fakes/http-provider.ts';

let server: HttpProvider;
beforeAll(async () => {
  server = await startHttpProvider();
});
afterAll(() => server.close());

it.each([
  ['a file', '/v1/files/file-1', (id: string) => server.provider.trainer.deleteFile(id), 'file-1'],
  ['a model', '/v1/models/ft:a', (id: string) => server.provider.trainer.deleteModel(id), 'ft:a'],
])('deletes %s, takes one that is gone for deleted, and tells what else is said', async (_, path, remove, id) => {
  server.received.length = 0;
  server.answer = () => ({ body: { id, deleted: true } });
  await remove(id);
  expect(server.received.map((one) => [one.method, decodeURIComponent(one.path)])).toEqual([['DELETE', path]]);
  server.answer = () => ({ status: 404 });
  await remove(id);
  server.answer = () => ({ status: 403 });
  await expect(remove(id)).rejects.toMatchObject({ problem: { action: 'blocked', status: 403 } });
});
