import { randomBytes } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Logger } from 'pino';
import { ApiError } from './api-error.ts';
import type { RateLimits } from './limits.ts';
import { type ApiRequest, parseJson, type Reply, readBody } from './request.ts';
import type { Match } from './router.ts';
import { type CallLog, requestKey } from './state/call-log.ts';

/** What serving a call needs. */
export interface ServeParts {
  /** The only key that is accepted; any when undefined. */
  key: string | undefined;
  route(method: string, path: string): Match | undefined;
  calls: CallLog;
  limits: RateLimits;
  log: Logger;
}

const MAX_BODY_BYTES = 64 * 2 ** 20;
const STREAMED = 'POST /files';

/** Serves calls one by one: key, route, body, limits, handler, count, answer. */
export function createListener(parts: ServeParts): RequestListener {
  return (incoming, outgoing) => {
    const requestId = `req_${randomBytes(16).toString('hex')}`;
    serve(parts, incoming, outgoing, requestId).catch((error: unknown) => {
      parts.log.error({ err: error, requestId }, 'Answering failed');
      outgoing.destroy();
    });
  };
}

async function serve(parts: ServeParts, incoming: IncomingMessage, outgoing: ServerResponse, requestId: string) {
  const startedAt = performance.now();
  const url = new URL(incoming.url ?? '/', 'http://sandbox');
  const path = url.pathname.replace(/^\/v1(?=\/)/, '');
  const match = parts.route(incoming.method ?? 'GET', path);
  const operation = match?.operation ?? `${incoming.method} ${path}`;
  const call: ApiRequest = {
    operation,
    params: match?.params ?? {},
    query: url.searchParams,
    body: NOTHING,
    json: undefined,
    model: '',
    incoming,
    startedAt,
  };
  const reply = await handle(parts, match, call, requestId);
  if (!path.startsWith('/sandbox/')) {
    const request = reply.request ?? requestKey(url.pathname + url.search, call.body);
    parts.calls.record({ operation, model: call.model, status: reply.status ?? 200, request });
  }
  await send(outgoing, reply, { 'x-request-id': requestId, 'openai-version': '2020-10-01', ...parts.limits.headers() });
  if (!incoming.complete) incoming.destroy();
}

async function handle(
  parts: ServeParts,
  match: Match | undefined,
  call: ApiRequest,
  requestId: string,
): Promise<Reply> {
  try {
    if (match === undefined) throw new ApiError(`Invalid URL (${call.operation})`, { status: 404 });
    if (!call.operation.includes(' /sandbox/')) checkKey(parts.key, call.incoming.headers.authorization);
    if (call.operation !== STREAMED) await receiveBody(call);
    if (call.operation === 'POST /chat/completions') parts.limits.take(Math.ceil(call.body.length / 4));
    return await match.handler(call);
  } catch (error) {
    if (error instanceof ApiError) return { status: error.status, headers: error.headers, json: error.body };
    parts.log.error({ err: error, requestId, operation: call.operation }, 'Call failed');
    return { status: 500, json: SERVER_ERROR };
  }
}

async function receiveBody(call: ApiRequest): Promise<void> {
  call.body = await readBody(call.incoming, MAX_BODY_BYTES);
  call.json = parseJson(call.body);
  const model = typeof call.json === 'object' && call.json !== null && 'model' in call.json ? call.json.model : '';
  call.model = typeof model === 'string' ? model : '';
}

function checkKey(key: string | undefined, authorization: string | undefined): void {
  const given = /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1];
  if (given !== undefined && (key === undefined || given === key)) return;
  const message =
    given === undefined
      ? 'You did not provide an API key: send "Authorization: Bearer KEY".'
      : 'Incorrect API key provided.';
  throw new ApiError(message, { status: 401, code: 'invalid_api_key' });
}

async function send(
  outgoing: ServerResponse,
  { status = 200, headers, json, file }: Reply,
  common: Record<string, string>,
) {
  if (file !== undefined) {
    outgoing.writeHead(status, {
      ...common,
      ...headers,
      'content-type': 'application/octet-stream',
      'content-length': statSync(file).size,
    });
    await pipeline(createReadStream(file), outgoing);
    return;
  }
  const body = JSON.stringify(json);
  outgoing.writeHead(status, {
    ...common,
    ...headers,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  });
  outgoing.end(body);
}

const NOTHING = Buffer.alloc(0);
const SERVER_ERROR = {
  error: {
    message: 'The server had an error while processing your request.',
    type: 'server_error',
    param: null,
    code: null,
  },
};
