import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './faults.ts';

/** Sends content as a server does that knows ranges, with a fault where there is one. */
export async function send(
  request: IncomingMessage,
  response: ServerResponse,
  content: Buffer,
  { headers = {}, fault }: { headers?: Record<string, string>; fault?: Fault | undefined },
): Promise<void> {
  const [, first] = /^bytes=(\d+)-/.exec(request.headers.range ?? '') ?? [];
  const [, , last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
  const isRange = first !== undefined && !has(fault, 'ignoreRange');
  const from = isRange ? Number(first) : 0;
  const to = isRange && last !== undefined ? Math.min(Number(last) + 1, content.length) : content.length;
  const body = Buffer.from(content.subarray(from, to));
  if (has(fault, 'flip') && fault.flip >= from) body[fault.flip - from] = (body[fault.flip - from] ?? 0) ^ 1;
  response.writeHead(isRange ? 206 : 200, {
    'accept-ranges': 'bytes',
    ...(!has(fault, 'endAfter') && { 'content-length': body.length }),
    ...(isRange && { 'content-range': `bytes ${from}-${to - 1}/${content.length}` }),
    ...headers,
    ...(has(fault, 'header') && fault.header),
  });
  if (request.method === 'HEAD') return void response.end();
  await sendBody(response, body, fault);
}

async function sendBody(response: ServerResponse, body: Buffer, fault: Fault | undefined): Promise<void> {
  if (has(fault, 'cutAfter')) return void response.write(body.subarray(0, fault.cutAfter), () => response.destroy());
  if (has(fault, 'endAfter')) return void response.end(body.subarray(0, fault.endAfter));
  if (has(fault, 'stallAfter')) return void response.write(body.subarray(0, fault.stallAfter));
  if (!has(fault, 'pace')) return void response.end(body);
  for (let at = 0; at < body.length && !response.destroyed; at += fault.pace) {
    response.write(body.subarray(at, at + fault.pace));
    await sleep(10);
  }
  response.end();
}

/** Whether a fault is of a kind. */
export function has<K extends string>(fault: Fault | undefined, kind: K): fault is Extract<Fault, Record<K, unknown>> {
  return fault !== undefined && kind in fault;
}
