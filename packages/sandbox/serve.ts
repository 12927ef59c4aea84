import { createReadStream, statSync } from 'node:fs';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Logger } from 'pino';
import { type Access, checkCaller, checkKey } from './access.ts';
import { ApiError } from './api-error.ts';
import { type Fault, refusalBy } from './faults/fault.ts';
import type { Faults } from './faults/faults.ts';
import { sendBody } from './faults/send.ts';
import { spoilReply } from './faults/spoil.ts';
import { newId } from './ids.ts';
import type { RateLimits } from './limits.ts';
import { type ApiRequest, type Handler, parseJson, type Reply, readBody } from './request.ts';
import type { Match } from './router.ts';
import { type CallLog, requestKey } from './state/call-log.ts';

/** What serving a call needs. */
export interface ServeParts {
  /** Tells clients which state answers them. */
  id: string;
  access: Access;
  route(method: string, path: string): Match | undefined;
  calls: CallLog;
  limits: RateLimits;
  faults: Faults;
  log: Logger;
}

const MAX_BODY_BYTES = 64 * 2 ** 20;
const STREAMED = ['POST /files', 'POST /uploads/{upload_id}/parts'];
const HEALTH = 'GET /sandbox/health';

/** A call on its way: what the handler sees, and which handler that is. */
interface Call extends ApiRequest {
  handler: Handler | undefined;
}

/** Serves calls one by one: key, body, fault, handler, count, answer. */
export function createListener(parts: ServeParts): RequestListener {
  return (incoming, outgoing) => {
    const requestId = newId('req_');
    serve(parts, incoming, outgoing, requestId).catch((error: unknown) => {
      parts.log.error({ err: error, requestId }, 'Answering failed');
      outgoing.destroy();
    });
  };
}

async function serve(parts: ServeParts, incoming: IncomingMessage, outgoing: ServerResponse, requestId: string) {
  const call = openCall(parts, incoming);
  const reply = await handle(parts, call, requestId);
  if (!isControl(call)) await countCall(parts.calls, call, reply);
  // What is left of a body that was refused early.
  incoming.resume();
  if (reply === 'cut') outgoing.destroy();
  else
    await send(outgoing, spoilReply(call.fault, reply), call.fault, {
      'x-request-id': requestId,
      'x-sandbox-id': parts.id,
      ...parts.limits.headers(),
    });
}

function openCall(parts: ServeParts, incoming: IncomingMessage): Call {
  const [pathname = '/', search = ''] = (incoming.url ?? '/').split('?', 2);
  const [method, path] = [incoming.method ?? 'GET', pathname.replace(/^\/v1(?=\/)/, '')];
  const match = parts.route(method, path);
  return {
    method,
    path,
    operation: match?.operation ?? `${method} ${path}`,
    handler: match?.handler,
    params: match?.params ?? {},
    query: new URLSearchParams(search),
    body: NOTHING,
    json: undefined,
    model: '',
    fault: undefined,
    incoming,
    startedAt: performance.now(),
  };
}

async function handle(parts: ServeParts, call: Call, requestId: string): Promise<Reply | 'cut'> {
  try {
    if (call.handler === undefined) throw new ApiError(`Invalid URL (${call.operation})`, { status: 404 });
    checkAccess(parts.access, call);
    if (!STREAMED.includes(call.operation)) await receiveBody(call);
    if (!isControl(call)) call.fault = parts.faults.strike(call);
    if (call.fault?.kind === 'cut') return 'cut';
    const refusal = refusalBy(call.fault, call.json);
    if (refusal !== undefined) throw refusal;
    if (call.fault?.kind === 'endless-list') call.query.delete('after');
    return await call.handler(call);
  } catch (error) {
    if (error instanceof ApiError) return { status: error.status, headers: error.headers, json: error.body };
    parts.log.error({ err: error, requestId, operation: call.operation }, 'Call failed');
    return { status: 500, json: SERVER_ERROR };
  }
}

/** A healthy sandbox says so to anybody; what else stands beside the API wants the key where there is one. */
function checkAccess(access: Access, call: Call): void {
  const { headers } = call.incoming;
  checkCaller(headers, access);
  if (call.operation === HEALTH || (isControl(call) && access.key === undefined)) return;
  checkKey(headers.authorization, access.key);
}

const isControl = ({ path }: Call): boolean => path.startsWith('/sandbox/');

async function countCall(
  calls: CallLog,
  { operation, model, incoming, body }: Call,
  reply: Reply | 'cut',
): Promise<void> {
  const [status, key] = reply === 'cut' ? [0, undefined] : [reply.status ?? 200, reply.request];
  await calls.record({ operation, model, status, request: key ?? requestKey(incoming.url ?? '', body) });
}

async function receiveBody(call: Call): Promise<void> {
  call.body = await readBody(call.incoming, MAX_BODY_BYTES);
  call.json = parseJson(call.body);
  const model = typeof call.json === 'object' && call.json !== null && 'model' in call.json ? call.json.model : '';
  call.model = typeof model === 'string' ? model : '';
}

async function send(
  outgoing: ServerResponse,
  { status = 200, headers, json, file, events }: Reply,
  fault: Fault | undefined,
  common: Record<string, string>,
): Promise<void> {
  const all = { ...common, 'openai-version': '2020-10-01', ...headers };
  if (file !== undefined) {
    const length = { 'content-type': 'application/octet-stream', 'content-length': statSync(file).size };
    outgoing.writeHead(status, { ...all, ...length });
    await pipeline(createReadStream(file), outgoing);
    return;
  }
  const body = Buffer.from(events ? events(json) : JSON.stringify(json));
  const type = events ? 'text/event-stream' : 'application/json';
  outgoing.writeHead(status, { ...all, 'content-type': type, 'content-length': body.length });
  await sendBody(outgoing, body, fault);
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
