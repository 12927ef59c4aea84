import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import { boundedFetch, mostBytes } from '../../providers/bounded-fetch.ts';

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** What is read of a response. */
async function read(answer: RequestListener): Promise<string> {
  server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const response = await boundedFetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return await response.text();
}

const huge = 'A'.repeat(mostBytes + 1);

describe('boundedFetch', () => {
  it.each<[string, RequestListener]>([
    ['says its length', (_, response) => response.end('{}')],
    ['says none', (_, response) => response.write('{') && response.end('}')],
    ['is compressed', (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{}'))],
  ])('reads a response that %s', async (_, answer) => {
    expect(await read(answer)).toBe('{}');
  });

  it.each<[string, RequestListener]>([
    ['says so', (_, response) => response.end(huge)],
    ['says no length', (_, response) => response.write('A') && response.end(huge)],
    [
      'is short while it is compressed',
      (_, response) => {
        const packed = gzipSync(huge);
        response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': packed.length }).end(packed);
      },
    ],
  ])('reads no more than eight megabytes of one that is longer and %s', async (_, answer) => {
    await expect(read(answer)).rejects.toThrow(`a response of more than ${mostBytes} bytes`);
  });

  it('reads no more than the length that a response gives, whatever it sends', async () => {
    const lying: RequestListener = (_, { socket }) => {
      socket?.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}AAAAAAAAAAAAAA');
    };
    expect(await read(lying)).toBe('{}');
  });
});
