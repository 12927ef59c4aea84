import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createCleaner } from '../../providers/cleaner.ts';
import { createOpenAiProvider } from '../../providers/openai-provider.ts';
import type { TrainingProvider } from '../../providers/port.ts';

/** One request as it came. */
export interface Received {
  method: string;
  /** With the query. */
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** A status, a body (JSON unless it is bytes or a text), and headers; or whatever a function does to the response. */
export type Reply =
  | { status?: number; body?: unknown; headers?: Record<string, string> }
  | ((response: ServerResponse) => void);

/** A server in this process that answers as a test says, and the real adapter to it. */
export interface HttpProvider {
  provider: TrainingProvider;
  url: string;
  received: Received[];
  /** What to answer; looked at for each request. */
  answer: (request: Received) => Reply;
  close(): Promise<void>;
}

/** The key that the adapter sends. */
export const secretKey = 'sk-very-secret-0123456789';

export async function startHttpProvider(): Promise<HttpProvider> {
  const server = createServer(async (request, response) => {
    const chunks = await Array.fromAsync(request as AsyncIterable<Buffer>);
    const { method = '', url: path = '', headers } = request;
    const received = { method, path, headers, body: Buffer.concat(chunks).toString() };
    fake.received.push(received);
    reply(response, fake.answer(received));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;

  const fake: HttpProvider = {
    provider: createOpenAiProvider({
      address: new URL(url),
      apiKey: secretKey,
      timeout: 5000,
      cleaner: createCleaner([secretKey]),
    }),
    url,
    received: [],
    answer: () => ({ status: 404 }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return fake;
}

function reply(response: ServerResponse, what: Reply): void {
  if (typeof what === 'function') {
    what(response);
    return;
  }
  const { status = 200, body = {}, headers = {} } = what;
  const isRaw = typeof body === 'string' || Buffer.isBuffer(body);
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(isRaw ? body : JSON.stringify(body));
}
