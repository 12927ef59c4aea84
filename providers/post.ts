import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import type { PiecedBody } from './pieced-body.ts';
import { BodyTooLarge, boundRead } from './response-bound.ts';

/** How a body is sent. */
export interface Posting {
  headers: Headers;
  signal: AbortSignal;
}

/** In milliseconds: who has taken no connection by then is not there. */
const longestConnecting = 10_000;

/**
 * Sends a body in its pieces, of which none is copied, and gives the whole response. Node's own agent keeps idle
 * connections for five seconds. A response that is cut off or too long fails when it is read, as one of `fetch` does: it
 * was served, and may have to be paid.
 */
export function post(url: URL, body: PiecedBody, { headers, signal }: Posting): Promise<Response> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const sent = { ...Object.fromEntries(headers), 'content-length': body.bytes };
    const request = send(url, { method: 'POST', headers: sent, signal });
    let hasBegun = false;
    // Once a response has begun, what becomes of it is told by whoever reads it.
    request.on('error', (error) => hasBegun || reject(error));
    request.once('response', (incoming) => {
      hasBegun = true;
      const failed = (error: unknown) => (signal.aborted ? reject(signal.reason) : resolve(failing(error, incoming)));
      read(incoming).then((content) => resolve(responseOf(content, incoming)), failed);
    });
    giveUpConnecting(request);
    request.cork();
    for (const piece of body.pieces) request.write(piece);
    request.end();
    request.uncork();
  });
}

function giveUpConnecting(request: ClientRequest): void {
  request.once('socket', (socket) => {
    if (!socket.connecting) return;
    const giveUp = () => request.destroy(new Error('connecting timed out'));
    const timer = setTimeout(giveUp, longestConnecting);
    for (const event of ['connect', 'close']) socket.once(event, () => clearTimeout(timer));
  });
}

async function read(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of decompressed(incoming)) {
    bytes += (chunk as Buffer).length;
    boundRead(bytes);
    chunks.push(chunk as Buffer);
  }
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
}

const decompressors: Readonly<Record<string, () => NodeJS.ReadWriteStream>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
};

/** We ask for no compression, and some servers compress all the same. */
function decompressed(incoming: IncomingMessage): Readable {
  const make = decompressors[incoming.headers['content-encoding']?.trim().toLowerCase() ?? ''];
  // Whoever reads hears of what fails.
  return make ? (pipeline(incoming, make(), () => undefined) as unknown as Readable) : incoming;
}

/** Statuses whose responses hold nothing. */
const bodiless: ReadonlySet<number> = new Set([204, 205, 304]);

function responseOf(content: ConstructorParameters<typeof Response>[0], incoming: IncomingMessage): Response {
  const { statusCode: status = 0, statusMessage: statusText = '', headers: told } = incoming;
  // A status that is none, such as 999, is an error of the server's.
  if (status < 200 || status > 599) return new Response(null, { status: 502 });
  const headers = new Headers(Object.entries(told).map(([name, value]) => [name, `${value}`]));
  // They were those of the compressed body.
  for (const name of ['content-length', 'content-encoding']) headers.delete(name);
  return new Response(bodiless.has(status) ? null : content, { status, statusText, headers });
}

/** A response whose reading fails, in the words of `fetch`. */
function failing(cause: unknown, incoming: IncomingMessage): Response {
  const error = cause instanceof BodyTooLarge ? cause : new TypeError('terminated', { cause });
  return responseOf(new ReadableStream({ start: (controller) => controller.error(error) }), incoming);
}
