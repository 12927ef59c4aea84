import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import { boundedFetch } from '../../providers/bounded-fetch.ts';
import { PiecedBody } from '../../providers/pieced-body.ts';
import { mostBytes } from '../../providers/response-bound.ts';

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function respond(answer: RequestListener, init?: RequestInit): Promise<Response> {
  server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return boundedFetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, init);
}

const huge = 'A'.repeat(mostBytes + 1);
const pieces = (...texts: string[]): RequestInit => ({
  method: 'POST',
  body: new PiecedBody(texts.map((text) => Buffer.from(text))),
});

const packed =
  (encoding: string, pack: (text: string) => Buffer): RequestListener =>
  (_, response) =>
    response.writeHead(200, { 'content-encoding': encoding }).end(pack('{}'));

// What is read of a response is the same whichever way its request was sent.
describe.each([
  ['by fetch', () => ({})],
  ['in pieces', () => pieces('{', '}')],
])('boundedFetch, %s', (_, request) => {
  const read = async (answer: RequestListener) => (await respond(answer, request())).text();

  it.each<[string, RequestListener]>([
    ['says its length', (_, response) => response.end('{}')],
    ['says none', (_, response) => response.write('{') && response.end('}')],
    ['is compressed by gzip', packed('gzip', gzipSync)],
    ['is compressed by deflate', packed('deflate', deflateSync)],
    ['is compressed by Brotli', packed('br', brotliCompressSync)],
    ['is compressed by Zstandard', packed('zstd', zstdCompressSync)],
  ])('reads a response that %s', async (_, answer) => {
    expect(await read(answer)).toBe('{}');
  });

  it.each<[string, RequestListener]>([
    ['says so', (_, response) => response.end(huge)],
    ['says no length', (_, response) => response.write('A') && response.end(huge)],
    [
      'is short while it is compressed',
      (_, response) => {
        const short = gzipSync(huge);
        response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': short.length }).end(short);
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

  it.each<[string, RequestListener]>([
    [
      'is cut off',
      (_, response) => response.writeHead(200, { 'content-length': 9 }).write('{', () => response.destroy()),
    ],
    [
      'is not compressed as it says',
      (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('{}'),
    ],
  ])('has been served when a response %s, which is said when it is read', async (_, answer) => {
    const response = await respond(answer, request());
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow('terminated');
  });

  it.each<[number, RequestListener]>([
    [204, (_, response) => response.writeHead(204).end()],
    [307, (_, response) => response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end()],
    [529, (_, response) => response.writeHead(529, { 'x-request-id': 'r' }).end('busy')],
  ])('gives a response of status %s as it is, and follows none', async (status, answer) => {
    expect((await respond(answer, request())).status).toBe(status);
  });

  it('is aborted by its signal, also while a response comes', async () => {
    const abort = new AbortController();
    const hanging: RequestListener = (_, response) => {
      response.writeHead(200).write('{', () => setImmediate(() => abort.abort()));
    };
    const response = respond(hanging, { ...request(), signal: abort.signal });
    await expect(response.then((came) => came.text())).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('throws a cause with a code where nobody listens', async () => {
    await (await respond((_, response) => response.writeHead(200, { connection: 'close' }).end())).text();
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const error = await boundedFetch(`http://127.0.0.1:${port}/`, request()).catch((error: unknown) => error);
    const { cause = error } = error as Error;
    expect(cause).toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('a body in pieces', () => {
  it('goes as one body of a known length', async () => {
    let told: { body: string; length: string | undefined; encoding: string | undefined } | undefined;
    const listening: RequestListener = async (request, response) => {
      const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
      const chunks = await Array.fromAsync(request as AsyncIterable<Buffer>);
      told = { body: Buffer.concat(chunks).toString(), length, encoding };
      response.end('{}');
    };
    const shared = 'ä'.repeat(100_000);
    await respond(listening, pieces('{"a":"', shared, '","b":"', shared, '"}'));
    expect(told?.encoding).toBeUndefined();
    expect(told?.length).toBe('400015');
    expect(JSON.parse(told?.body ?? '')).toEqual({ a: shared, b: shared });
  });

  it('is a stream of its pieces to whoever does not know it', async () => {
    const body = new PiecedBody([Buffer.from('{"a":'), Buffer.from('1}')]);
    expect(await new Response(body).text()).toBe('{"a":1}');
    expect(body.bytes).toBe(7);
  });
});
