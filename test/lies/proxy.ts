import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A call on its way to the sandbox. */
export interface Call {
  method: string;
  /** Below `/v1`. */
  path: string;
  query: URLSearchParams;
  /** That was shown with it. */
  key: string;
  body: Buffer;
}

/** What goes back: nothing, and an end to the connection, when it is `cut`. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
  cut?: 'before' | 'halfway';
  /** Milliseconds over which the body trickles. */
  over?: number;
}

/** Answers a call, by what the sandbox says to it or by something else. */
export type Teller = (call: Call, ask: () => Promise<Answer>) => Promise<Answer>;

/** A server between Tempera and a sandbox. */
export interface LyingProxy {
  url: string;
  /** The sandbox behind it, without a path. */
  target: string;
  tell: Teller;
  close(): Promise<void>;
}

/** Tells the truth. */
export const honest: Teller = async (_, ask) => await ask();

/** Starts a proxy that passes everything on, until it is told to lie. */
export async function startProxy(): Promise<LyingProxy> {
  const proxy: LyingProxy = { url: '', target: '', tell: honest, close };
  const server = createServer((incoming, outgoing) => {
    serve(proxy, incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  proxy.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return proxy;

  async function close(): Promise<void> {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

async function serve(proxy: LyingProxy, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const url = new URL(incoming.url ?? '/', 'http://proxy');
  const body = Buffer.concat(await Array.fromAsync(incoming as AsyncIterable<Buffer>));
  const call = {
    method: incoming.method ?? 'GET',
    path: url.pathname.replace(/^\/v1(?=\/)/, ''),
    query: url.searchParams,
    key: incoming.headers.authorization?.replace('Bearer ', '') ?? '',
    body,
  };
  const ask = () => pass(proxy.target, url, incoming, body);
  await send(outgoing, url.pathname.startsWith('/sandbox/') ? await ask() : await proxy.tell(call, ask));
}

async function pass(target: string, url: URL, incoming: IncomingMessage, body: Buffer): Promise<Answer> {
  const { authorization = '', 'content-type': type } = incoming.headers;
  const response = await fetch(`${target}${url.pathname}${url.search}`, {
    method: incoming.method ?? 'GET',
    headers: { authorization, ...(type && { 'content-type': type }) },
    ...(body.length > 0 && { body }),
  });
  const headers = Object.fromEntries(
    [...response.headers].filter(
      ([name]) => !/^(?:connection|keep-alive|content-length|transfer-encoding|date)$/.test(name),
    ),
  );
  return { status: response.status, headers, body: Buffer.from(await response.arrayBuffer()) };
}

async function send(outgoing: ServerResponse, { status, headers, body, cut, over = 0 }: Answer): Promise<void> {
  if (cut === 'before') {
    outgoing.destroy();
    return;
  }
  outgoing.writeHead(status, { ...headers, 'content-length': body.length });
  if (cut === 'halfway') {
    outgoing.write(body.subarray(0, body.length / 2), () => outgoing.destroy());
    return;
  }
  const pieces = over > 0 ? 20 : 1;
  const size = Math.max(1, Math.ceil(body.length / pieces));
  for (let start = 0; start < body.length && !outgoing.destroyed; start += size) {
    outgoing.write(body.subarray(start, start + size));
    if (over > 0) await sleep(over / pieces);
  }
  outgoing.end();
}
