import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { z } from 'zod';
import { CodecError } from './payload-codec.ts';

// In bytes: far more than the payloads of one page of the UI.
const mostOfBody = 16 * 1024 * 1024;

const Base64 = z.base64().transform((text) => new Uint8Array(Buffer.from(text, 'base64')));
const Body = z.object({
  payloads: z.array(
    z.object({ metadata: z.record(z.string(), Base64).default({}), data: Base64.default(new Uint8Array()) }),
  ),
});

/**
 * What the Temporal UI and CLI ask to show encrypted payloads (`/decode`) and to send some (`/encode`), as Temporal's remote
 * codecs do. Pages of `origins` alone may read it, and it answers to names of this machine alone.
 */
export function createCodecServer(codec: PayloadCodec, origins: readonly string[]): Server {
  return createServer((request, response) => {
    void answer(codec, origins, request, response).catch((error: Error) =>
      end(response, statusOf(error), error.message),
    );
  });
}

/** The client is to blame, not the payload. */
class Refused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

async function answer(
  codec: PayloadCodec,
  origins: readonly string[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // A page elsewhere may have its own name point to this machine.
  if (!isLocal(request.headers.host)) throw new Refused(403, 'Ask by localhost or 127.0.0.1.');
  const { origin } = request.headers;
  if (origin !== undefined) {
    if (!origins.includes(origin)) throw new Refused(403, 'This page is not one of --ui.');
    allow(response, origin);
  }
  if (request.method === 'OPTIONS') return end(response, 204, '');
  const work = { '/encode': codec.encode, '/decode': codec.decode }[
    new URL(request.url ?? '/', 'http://codec').pathname
  ];
  if (!work || request.method !== 'POST') throw new Refused(404, 'POST to /decode or /encode.');
  const payloads = await work(await readPayloads(request));
  response.setHeader('Content-Type', 'application/json');
  end(response, 200, JSON.stringify({ payloads: payloads.map(asJson) }));
}

function isLocal(host = ''): boolean {
  return /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host);
}

function allow(response: ServerResponse, origin: string): void {
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Access-Control-Allow-Methods', 'POST');
  response.setHeader('Access-Control-Allow-Headers', 'authorization,content-type,x-namespace');
  response.setHeader('Access-Control-Allow-Credentials', 'true');
  response.setHeader('Vary', 'Origin');
}

async function readPayloads(request: IncomingMessage): Promise<Payload[]> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostOfBody) throw new Refused(413, `More than ${mostOfBody} bytes.`);
    chunks.push(chunk);
  }
  const parsed = Body.safeParse(parseJson(Buffer.concat(chunks).toString()));
  if (!parsed.success) throw new Refused(400, 'Expected {"payloads": […]} as JSON, with values in base64.');
  return parsed.data.payloads;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function asJson({ metadata, data }: Payload) {
  const inBase64 = Object.entries(metadata ?? {}).map(([name, value]) => [name, Buffer.from(value).toString('base64')]);
  return { metadata: Object.fromEntries(inBase64), data: Buffer.from(data ?? []).toString('base64') };
}

function statusOf(error: Error): number {
  if (error instanceof Refused) return error.status;
  return error instanceof CodecError ? 400 : 500;
}

function end(response: ServerResponse, status: number, text: string): void {
  response.statusCode = status;
  response.end(text);
}
