import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createOpenAiProvider } from '../../providers/openai-provider.ts';

const upload = { filename: 'tempera-1.jsonl', bytes: 7 };
let files: object[] = [];
let server: Server;
let baseUrl: string;
beforeAll(async () => {
  server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ object: 'list', has_more: false, data: files }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
});
afterAll(() => void server.close());

const find = () =>
  createOpenAiProvider({ address: new URL(baseUrl), apiKey: 'k', timeout: 5000 }).trainer.findFile(upload);

describe('a file of our name and size', () => {
  it.each(['uploaded', 'processed', 'pending', undefined])('in status %s is adopted', async (status) => {
    files = [{ id: 'file-1', ...upload, status }];
    expect(await find()).toMatchObject({ id: 'file-1' });
  });

  it.each(['error', 'deleted', 'ERROR', 'Failed', 'expired', 'rejected'])(
    'in status %s is not: no job can train on it',
    async (status) => {
      files = [{ id: 'file-2', ...upload, status }];
      expect(await find()).toBeUndefined();
      files.push({ id: 'file-1', ...upload, status: 'processed' });
      expect(await find()).toMatchObject({ id: 'file-1' });
    },
  );
});
